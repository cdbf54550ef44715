"""The infographic of a period: one page with its figures, as SVG or PNG. First come the figures, then the picture, then the file."""

from reports.infographic.infographic_file import Infographic, InfographicForm, InfographicRequest, make_infographic, note_infographic

__all__ = ["Infographic", "InfographicForm", "InfographicRequest", "make_infographic", "note_infographic"]
