"""The product's own settings without what a bare view does not have."""

from rallyround.config.settings import *  # noqa: F403 - the same database, models and time zone
from rallyround.config.settings import INSTALLED_APPS as EVERY

INSTALLED_APPS = [app for app in EVERY if app != "allauth.account"]  # it insists on its middleware
MIDDLEWARE = []
ROOT_URLCONF = "benchmarks.bare"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
