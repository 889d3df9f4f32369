"""The register's pages: for the public, for whoever takes requests, and for triage."""
