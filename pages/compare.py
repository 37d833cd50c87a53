"""Compare: networks and trained runs side by side, what differs, and what it costs and brings."""

from explorer.web import compare_page

compare_page.show()
