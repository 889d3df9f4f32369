"""Pure computation: no Django, network, files or clock. Installed alone it serves an analyst in a notebook."""
