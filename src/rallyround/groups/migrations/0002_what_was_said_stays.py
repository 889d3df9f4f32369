"""A contact that was logged stays, and keeps to the group's routes; a figure that was given is replaced, not rewritten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION groups_contact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a contact that was logged stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER groups_groupcontact_stays BEFORE UPDATE OR DELETE ON groups_groupcontact
    FOR EACH ROW EXECUTE FUNCTION groups_contact_stays();
CREATE TRIGGER groups_groupcontact_no_truncate BEFORE TRUNCATE ON groups_groupcontact
    FOR EACH STATEMENT EXECUTE FUNCTION groups_contact_stays();

CREATE FUNCTION groups_contact_by_route() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.from_the_group AND NEW.route_id IS NULL AND EXISTS (
        SELECT 1 FROM groups_prioritygroup WHERE id = NEW.group_id AND by_trusted_routes_only
    ) THEN
        RAISE EXCEPTION 'this group is contacted by its routes only' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.route_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM groups_trustedroute WHERE id = NEW.route_id AND group_id = NEW.group_id
            AND agreed_on <= NEW."on" AND (ended_on IS NULL OR ended_on > NEW."on")
    ) THEN
        RAISE EXCEPTION 'the route does not hold on that day' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_groupcontact_by_route BEFORE INSERT ON groups_groupcontact
    FOR EACH ROW EXECUTE FUNCTION groups_contact_by_route();

CREATE FUNCTION groups_need_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.holds_until IS NULL AND to_jsonb(NEW) - 'holds_until' = to_jsonb(OLD) - 'holds_until' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a figure that was given stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER groups_groupneed_stays BEFORE UPDATE OR DELETE ON groups_groupneed
    FOR EACH ROW EXECUTE FUNCTION groups_need_stays();
CREATE TRIGGER groups_groupneed_no_truncate BEFORE TRUNCATE ON groups_groupneed
    FOR EACH STATEMENT EXECUTE FUNCTION groups_need_stays();
"""

BACKWARD = """
DROP TRIGGER groups_groupcontact_stays ON groups_groupcontact;
DROP TRIGGER groups_groupcontact_no_truncate ON groups_groupcontact;
DROP TRIGGER groups_groupcontact_by_route ON groups_groupcontact;
DROP TRIGGER groups_groupneed_stays ON groups_groupneed;
DROP TRIGGER groups_groupneed_no_truncate ON groups_groupneed;
DROP FUNCTION groups_contact_stays;
DROP FUNCTION groups_contact_by_route;
DROP FUNCTION groups_need_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
