"""A backup: a folder with one file of the database, the evidence, the other files of the data folder, and a manifest that names each with its
SHA-256.

    manifest.json                the files below, when they were taken, and the head of the ledger then
    database-20261127T031500.db  all records, as one SQLite file, whatever the database is
    evidence/2026/11/27/…        the WARC files under their own names
    files/<sha256>               models, the desk's key, anchors: the other files of the data folder

The next backup into the same folder copies only what is new. The manifest is replaced last, in one step, and what it no longer names is deleted after
that, so an interrupted backup leaves the previous one intact. WARC files only grow, so the longer file also serves the earlier manifest; the manifest
says how many bytes of each file count.
"""
