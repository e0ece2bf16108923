from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AdminConfig):
    """Django's admin with the shop's site; stands in INSTALLED_APPS in place of `django.contrib.admin`."""

    default_site = "apps.core.backoffice.site.ShopAdminSite"
