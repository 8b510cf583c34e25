"""One act a file: load, ask the core, store, log. The folder's listing is the process."""
