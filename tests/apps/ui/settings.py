"""Just enough Django to test the pages' common parts alone: no database, no other app."""

SECRET_KEY = "only-for-these-tests"
INSTALLED_APPS = ["django.contrib.staticfiles", "rallyround.ui"]
ROOT_URLCONF = "tests.apps.ui.settings"
STATIC_URL = "/static/"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
MIDDLEWARE = ["rallyround.ui.middleware.SecurityHeaders", "rallyround.ui.middleware.SpeakPlainly"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
urlpatterns: list[object] = []
