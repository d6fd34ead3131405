"""SCIM filters and sort keys (RFC 7644, 3.4.2) as SQL over the tables of people and units."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scim2_models import CaseExact, InvalidFilterException, Resource, ScimFilter, SearchRequest
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import Boolean, ColumnElement, Select, and_, false, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
MAX_FILTER = 4000
"""Letters of a filter; a longer one is no question about a person."""


@dataclass(frozen=True)
class Entries:
    """The values of a multi-valued attribute: rows that belong to one resource."""

    rows: Select[Any]
    """Correlated with the resource; to be narrowed by conditions on ``part``."""
    part: Callable[[str], Expression | None]
    """The expression of a sub-attribute, by its SCIM name."""


@dataclass(frozen=True)
class Columns:
    """Where the attributes of one resource type are kept."""

    single: Callable[[str], Expression | None]
    """The expression of a single value, by its path below the schema ("name.familyName", "meta.created")."""
    extension: Callable[[str], Expression | None]
    """The same for the enterprise extension."""
    many: Callable[[str], Entries | None]
    """The values of a multi-valued attribute, by its SCIM name."""


def condition(scim_filter: ScimFilter[Any], model: type[Resource[Any]], columns: Columns) -> ColumnElement[bool]:
    """The filter over the rows of one resource type.

    Raises:
        InvalidFilterException: when it is too long.
    """
    if len(scim_filter) > MAX_FILTER:
        raise InvalidFilterException(detail=f"A filter has at most {MAX_FILTER} characters")
    bound: ScimFilter[Any] = ScimFilter[model](str(scim_filter))  # type: ignore[valid-type]  # known when called
    return _Translator(bound, columns).visit(bound.ast)


def sort_key(request: SearchRequest[Any], model: type[Resource[Any]], columns: Columns) -> Expression | None:
    """What resources of one type are ordered by; None where they have no such attribute."""
    binding = request.sort_binding(model)
    if binding is None:
        return None
    if binding.is_multivalued:
        head, _, sub = _path(binding).partition(".")
        entries = columns.many(head)
        part = entries.part(sub or "value") if entries else None
        if entries is None or part is None:
            return None
        found: Expression = entries.rows.with_only_columns(func.min(part)).scalar_subquery()
    else:
        single = _single(binding, columns)
        if single is None:
            return None
        found = single
    return found if binding.case_exact or not _is_text(found) else func.lower(found)


class _Translator(FilterVisitor[ColumnElement[bool]]):
    def __init__(self, scim_filter: ScimFilter[Any], columns: Columns) -> None:
        self._filter = scim_filter
        self._columns = columns

    def visit_not(self, node: Not) -> ColumnElement[bool]:
        return not_(func.coalesce(self.visit(node.expr), false(), type_=Boolean))

    def visit_logical_expr(self, node: LogicalExpr) -> ColumnElement[bool]:
        join = and_ if node.op == LogicalOperator.and_ else or_
        return join(*(self.visit(term) for term in node.terms))

    def visit_comparison(self, node: Comparison) -> ColumnElement[bool]:
        binding = self._filter.resolve_comparison(node.attr_path, strict=False)
        if binding is None:
            return false()
        if not binding.is_multivalued:
            single = _single(binding, self._columns)
            return false() if single is None else _compared(single, node, binding.case_exact)
        head, _, sub = _path(binding).partition(".")
        entries = self._columns.many(head)
        part = entries.part(sub or "value") if entries else None
        if entries is None or part is None:
            return false()
        if node.value is None:
            some = entries.rows.where(part.is_not(None)).exists()
            return not_(some) if node.op is CompareOperator.eq else some
        return entries.rows.where(_compared(part, node, binding.case_exact)).exists()

    def visit_present(self, node: Present) -> ColumnElement[bool]:
        binding = self._filter.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        if not binding.is_multivalued:
            single = _single(binding, self._columns)
            return false() if single is None else _present(single)
        head, _, sub = _path(binding).partition(".")
        entries = self._columns.many(head)
        part = entries.part(sub or "value") if entries else None
        return false() if entries is None or part is None else entries.rows.where(part.is_not(None)).exists()

    def visit_value_path(self, node: ValuePath) -> ColumnElement[bool]:
        binding = self._filter.resolve(node.attr_path, strict=False)
        entries = self._columns.many(_path(binding)) if binding else None
        if binding is None or entries is None:
            return false()
        return entries.rows.where(_EntryTranslator(entries, binding).visit(node.val_filter)).exists()


class _EntryTranslator(FilterVisitor[ColumnElement[bool]]):
    """The filter in brackets, over one entry of a multi-valued attribute."""

    def __init__(self, entries: Entries, binding: AttributeBinding) -> None:
        self._entries = entries
        self._model: Any = binding.field_type

    def visit_not(self, node: Not) -> ColumnElement[bool]:
        return not_(func.coalesce(self.visit(node.expr), false(), type_=Boolean))

    def visit_logical_expr(self, node: LogicalExpr) -> ColumnElement[bool]:
        join = and_ if node.op == LogicalOperator.and_ else or_
        return join(*(self.visit(term) for term in node.terms))

    def visit_comparison(self, node: Comparison) -> ColumnElement[bool]:
        name = self._field(node.attr_path)
        part = self._entries.part(self._alias(name)) if name else None
        if name is None or part is None:
            return false()
        return _compared(part, node, self._model.get_field_annotation(name, CaseExact) is CaseExact.true)

    def visit_present(self, node: Present) -> ColumnElement[bool]:
        name = self._field(node.attr_path)
        part = self._entries.part(self._alias(name)) if name else None
        return false() if part is None else _present(part)

    def visit_value_path(self, node: ValuePath) -> ColumnElement[bool]:
        return false()

    def _field(self, path: AttrPath) -> str | None:
        wanted = path.attr.casefold()
        return next((name for name in self._model.model_fields if self._alias(name).casefold() == wanted), None)

    def _alias(self, name: str) -> str:
        alias: str = self._model.model_fields[name].serialization_alias or name
        return alias


def _path(binding: AttributeBinding) -> str:
    """The path below the schema."""
    return binding.urn.rpartition(":")[2]


def _single(binding: AttributeBinding, columns: Columns) -> Expression | None:
    is_extension = not issubclass(binding.model, Resource)
    return (columns.extension if is_extension else columns.single)(_path(binding))


def _is_text(expression: Expression) -> bool:
    return expression.type.python_type is str


def _present(expression: Expression) -> ColumnElement[bool]:
    return and_(expression.is_not(None), expression != "") if _is_text(expression) else expression.is_not(None)


def _compared(expression: Expression, node: Comparison, case_exact: bool) -> ColumnElement[bool]:
    value = node.value
    if value is None:
        if node.op not in (CompareOperator.eq, CompareOperator.ne):
            return false()
        return expression.is_(None) if node.op is CompareOperator.eq else expression.is_not(None)
    if _is_text(expression):
        if not isinstance(value, str) or "\x00" in value:
            return false()
        value = unicodedata.normalize("NFC", value)
        if not case_exact:
            expression, value = func.lower(expression), value.lower()
    elif expression.type.python_type is datetime:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        value = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    elif not isinstance(value, bool):
        return false()
    return _OPERATORS[node.op](expression, value)


_OPERATORS: dict[CompareOperator, Callable[[Expression, Any], ColumnElement[bool]]] = {
    CompareOperator.eq: lambda expression, value: expression == value,
    CompareOperator.ne: lambda expression, value: expression.is_distinct_from(value),
    CompareOperator.co: lambda expression, value: expression.contains(value, autoescape=True),
    CompareOperator.sw: lambda expression, value: expression.startswith(value, autoescape=True),
    CompareOperator.ew: lambda expression, value: expression.endswith(value, autoescape=True),
    CompareOperator.gt: lambda expression, value: expression > value,
    CompareOperator.ge: lambda expression, value: expression >= value,
    CompareOperator.lt: lambda expression, value: expression < value,
    CompareOperator.le: lambda expression, value: expression <= value,
}
