"""Topics: what a query means (`language.py`), what a word is (`folding.py`), what is kept from lists (`sensitive.py`), and where
the words stand (`index.py`). Everything that asks for posts by their words asks here.
"""

from jasette.topic.language import Topic, parse
from jasette.topic.sensitive import Touched, touched

__all__ = ["Topic", "Touched", "parse", "touched"]
