"""Tests of what runs Qorgan on a server: systemd's units and the image."""
