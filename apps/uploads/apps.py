from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "apps.uploads"

    def ready(self) -> None:
        from apps.accounts.models import User
        from apps.core.access import RowKind, row_kinds
        from apps.core.backoffice.panels import detail_panels
        from apps.uploads.admin.panels import UPLOADS_OF_USER
        from apps.uploads.models import Upload

        detail_panels[User].append(UPLOADS_OF_USER)
        row_kinds.append(
            RowKind(
                model=Upload,
                noun="file",
                named_by="pk",
                permissions=("uploads.view_upload",),
                who_sees="uploads.view_upload shows all files; everybody sees those they sent.",
                owner=lambda upload: upload.owner_id,
            )
        )
