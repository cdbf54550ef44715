"""Impunity: what became of each case up to a given day, and the figures over all cases.

Pure functions over `records.incident_model.Incident`. What happened after the day is left out. docs/decisions/0011-impunity.md gives the reasons for
the rules.
"""

from records.vocabulary import FunnelStage
from reports.impunity.clocks import IMPUNITY_DAYS, Clocks, clocks, council_of_europe_impunity, cpj, is_counted, unesco
from reports.impunity.impunity_summary import IMPUNITY_COLUMNS, ImpunitySummary, impunity_rows, impunity_summary
from reports.impunity.silence import SilentCase, silent
from reports.impunity.stages import NO_REGION, STAGE_LABELS, By, Funnel, funnel, funnels, stages_of

__all__ = [
    "By",
    "Clocks",
    "Funnel",
    "IMPUNITY_COLUMNS",
    "IMPUNITY_DAYS",
    "ImpunitySummary",
    "NO_REGION",
    "STAGE_LABELS",
    "SilentCase",
    "FunnelStage",
    "clocks",
    "council_of_europe_impunity",
    "is_counted",
    "cpj",
    "funnel",
    "funnels",
    "impunity_rows",
    "impunity_summary",
    "silent",
    "stages_of",
    "unesco",
]
