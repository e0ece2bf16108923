from apps.uploads.models.upload import Upload

__all__ = ["Upload"]
