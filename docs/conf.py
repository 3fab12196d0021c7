"""The site of the documentation: Sphinx, MyST and Furo, built by `./run docs`; every warning is an error.

Nothing is fetched when a page is opened: no fonts, no scripts or pictures from elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from jasette.version import __version__ as release

project = "Jasette"
author = "the authors of Jasette"
language = "en"
extensions = ["myst_parser"]
exclude_patterns = ["examples", "_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
nitpicky = True
html_theme = "furo"
html_title = f"Jasette {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
# console is Pygments' name for commands with their prompt and what they print
highlight_language = "text"


def _language(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """A page that says `lang: fr` is French to screen readers and hyphenation too."""
    context["language"] = (context.get("meta") or {}).get("lang", language)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", _language)
    return {"parallel_read_safe": True}
