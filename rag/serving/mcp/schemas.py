"""JSON schemas of what is sent and given, from the very types that read and write it."""

import dataclasses
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DataclassSchema


class _Shown(GenerateJsonSchema):
    """Leaves out what `rag.schema.as_json` leaves out, and titles that only repeat names."""

    def dataclass_schema(self, schema: DataclassSchema) -> JsonSchemaValue:
        made = super().dataclass_schema(schema)
        for field in dataclasses.fields(schema["cls"]):
            if field.metadata.get("hidden"):
                del made["properties"][field.name]
        shown = [name for name in made.get("required", ()) if name in made["properties"]]
        return made | {"required": shown}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


def schema_of(kind: Any) -> dict[str, Any]:
    """Give the JSON schema of a type: of a body as it is sent, of a noun as `as_json` writes it."""
    return TypeAdapter(kind).json_schema(schema_generator=_Shown)
