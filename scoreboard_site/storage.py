"""Static files as they are deployed: hashed names, also inside JavaScript modules, so that no release mixes with another."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class ReleaseStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names carry hashes and are kept for ever; our own modules import the modules of their own release."""

    # Django would look into every script, and trips over examples in the comments of other people's.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
    # A module's name depends on those that it imports: each pass settles one more step of the longest chain, of six by now.
    max_post_process_passes = 20
