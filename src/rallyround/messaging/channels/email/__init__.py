"""E-mail by SMTP. The message's id is its Message-ID, so that one sent again after a crash shows once."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from rallyround.messaging.channels.base import Address, NotSent, Outgoing

# Permanent refusals (5xx); everything else may work later.
PERMANENT = range(500, 600)


class Email:
    """Ready when a mail server is named in the settings."""

    key = "email"

    def can_reach(self, to: Address) -> bool:
        return bool(settings.EMAIL_HOST and to.email)

    def send(self, message: Outgoing) -> None:
        mail = EmailMessage(
            subject=message.title,
            body=message.text,
            to=[message.to.email],
            headers={
                "Message-ID": f"<{message.id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            raise NotSent("address_refused", final=all(code in PERMANENT for code in codes)) from None
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"smtp_{error.smtp_code}") from None
        except (smtplib.SMTPException, OSError):
            raise NotSent("mail_server_unreachable") from None


channel = Email()
