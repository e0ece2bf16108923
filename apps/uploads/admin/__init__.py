from apps.uploads.admin.uploads import UploadAdmin

__all__ = ["UploadAdmin"]
