"""The equations as files that other systems read."""
