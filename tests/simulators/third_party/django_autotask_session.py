"""Let the public client django-autotask work on a tenant, and print what it saw as JSON.

A process of its own, for Django has one configuration per process. Arguments: address of the
simulator, user name, secret, integration code.
"""

import json
import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command


def configure(url, user_name, secret, code):
    settings.configure(
        AUTOTASK_SERVER_URL=f"{url}/ATServicesRest/",
        AUTOTASK_CREDENTIALS={
            "username": user_name,
            "password": secret,
            "integration_code": code,
            "rest_api_version": "1.0",
        },
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DJAUTOTASK_CONF_CALLABLE=lambda: {"max_attempts": 1, "batch_query_size": 100},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "djautotask"],
        LOGGING_CONFIG=None,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    configure(*sys.argv[1:])
    # Its models can be imported only now.
    seen = import_module("django_autotask_work").session(sys.argv[2])
    sys.stdout.write(json.dumps(seen))
