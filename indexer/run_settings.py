"""What a person has set for runs that write, in the config file or the environment."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

#: What a run does where the server has lost the plugin that cuts the words of the live index: it fails, or builds the
#: index anew with the analysis that every server has.
OnMissingAnalyzer: TypeAlias = Literal["fail", "reindex"]
ON_MISSING_ANALYZER_CHOICES: tuple[OnMissingAnalyzer, ...] = get_args(OnMissingAnalyzer)
