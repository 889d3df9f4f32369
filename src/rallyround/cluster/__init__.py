"""PostgreSQL found, made, started and stopped: standard library and psycopg only.

with ensure() as cluster:
    urls = cluster.urls()
"""

from rallyround.cluster.cluster import Cluster, ensure
from rallyround.cluster.dumps import backup, restore
from rallyround.cluster.errors import ClusterError
from rallyround.cluster.folders import home
from rallyround.cluster.urls import Urls, given, parameters
from rallyround.cluster.users import as_service_user, demote, reachable, service_user

__all__ = [
    "Cluster",
    "ClusterError",
    "Urls",
    "as_service_user",
    "backup",
    "demote",
    "ensure",
    "given",
    "home",
    "parameters",
    "reachable",
    "restore",
    "service_user",
]
