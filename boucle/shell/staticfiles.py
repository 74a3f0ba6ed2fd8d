"""Static files under names that carry their content, ES modules included."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside `import` statements of modules; a missing file is an error."""

    support_js_module_import_aggregation = True
    manifest_strict = False
