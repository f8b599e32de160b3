"""Settings: read once at the edge, frozen, passed down. Environment beats file beats default.

A setting `section.name` is `[section] name = …` in a TOML file given with `--config`, and
`DATELINE_SECTION__NAME` in the environment. `configs/default.toml` lists them all.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as SourceError

from rag.errors import SettingsError

BackendChoice = Literal["auto", "ollama", "openai", "embedded", "extractive"]

_ADDRESS = re.compile(r"https?://[^\s/@?#]+(/[^\s@?#]*)?")


def _address(text: str, *, such_as: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise ValueError(f"give an address such as {such_as}, without a password")
    return text.rstrip("/")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldNames(_Section):
    """The names under which records (JSON, CSV) keep what is known of an article.

    The names of a list are tried in order, in any case and with or without `_`, `-` and blanks.
    "source.name" is `name` within `source` (in each of them where `source` is a list), or a field
    called "source_name" and the like.
    """

    text: tuple[str, ...] = (
        *("text", "body", "article_body", "full_text", "article_text", "maintext", "body_text"),
        *("fields.body_text", "fields.body", "content_text", "content", "content.rendered"),
        *("content_html", "article", "story", "paragraphs", "html"),
        *("description", "summary", "abstract", "snippet"),
    )
    title: tuple[str, ...] = (
        *("title", "headline", "headline.main", "title.rendered", "web_title", "heading"),
    )
    outlet: tuple[str, ...] = (
        *("outlet", "publication", "publisher.name", "publisher", "source.name", "source.title"),
        *("source", "newspaper", "site_name", "provider.name", "site", "source_domain", "domain"),
    )
    author: tuple[str, ...] = (
        *("author.name", "author", "authors.name", "authors", "byline.original", "byline"),
        *("creator.name", "creator", "fields.byline"),
    )
    published: tuple[str, ...] = (
        *("published", "published_at", "date_published", "date_publish", "published_date"),
        *("publish_date", "publication_date", "pub_date", "date_time_pub", "web_publication_date"),
        *("published_on", "date", "date_time", "time_published"),
    )
    updated: tuple[str, ...] = (
        *("updated", "updated_at", "date_updated", "modified", "modified_at", "date_modified"),
        *("date_modify", "last_modified", "fields.last_modified"),
    )
    place: tuple[str, ...] = (
        *("place", "dateline", "location_created.name", "content_location.name", "location"),
    )
    language: tuple[str, ...] = ("language", "lang", "in_language", "language_code")
    url: tuple[str, ...] = (
        *("url", "link", "web_url", "article_url", "source_url", "canonical_url", "permalink"),
    )


class ReadingSettings(_Section):
    """Limits on what is read, and the names by which it is known."""

    max_file_bytes: int = Field(20_000_000, gt=0, description="larger files are refused")
    max_files: int = Field(200_000, gt=0, description="more files in one ingest are refused")
    max_seconds: float = Field(10, gt=0, description="a file silent for longer is given up")
    max_memory_mb: int = Field(2048, ge=512, description="memory of the process that reads files")
    fields: FieldNames = Field(FieldNames(), description="what records call title, text and so on")


class IndexSettings(_Section):
    """How articles are cut and embedded, which asks for a new index, and where vectors are."""

    passage_tokens: int = Field(
        256, ge=32, le=256, description="upper size of a passage, its heading included"
    )
    embedder: str = Field(
        "bundled", description="'bundled' (all-MiniLM-L6-v2) or a folder of sentence-transformers"
    )
    chroma: str = Field("", description="a Chroma server's address; empty: within this process")
    collection: str = Field(
        "passages",
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]$",
        description="the name of this index's collection on the server",
    )
    chroma_token: SecretStr = Field(
        SecretStr(""), description="sent as X-Chroma-Token; from the environment alone"
    )

    @field_validator("chroma")
    @classmethod
    def _is_address(cls, address: str) -> str:
        return _address(address, such_as="http://127.0.0.1:8000")


class RetrievalSettings(_Section):
    """How much is looked at for one question."""

    passages: int = Field(12, ge=1, le=100, description="passages retrieved")
    evidence: int = Field(10, ge=1, le=50, description="sentences found, and compared by rules")
    depth: int = Field(20, ge=1, le=500, description="passages each search looks at")
    title: float = Field(0.2, ge=0, description="weight of a title's words; a passage's weigh 1")
    sentence: float = Field(1.2, ge=0, description="weight of words that stand in one sentence")
    meaning: float = Field(1.0, ge=0, description="weight of the nearest sentence's likeness")
    published: float = Field(0.3, ge=0, description="weight of a day of publication asked for")
    phrase: float = Field(0.2, ge=0, description="weight of quoted words, as they stand")
    by_outlet: bool = Field(True, description="search each outlet that a question names in turn")
    elsewhere: float = Field(0.3, ge=0, le=1, description="weight of words of other clauses")
    crowding: float = Field(0, ge=0, le=1, description="what a further passage of a voice loses")
    reranker: str = Field("", description="folder of a cross-encoder; empty: none")
    reranker_download: bool = Field(False, description="let reranker name a model to download")
    reranker_weight: float = Field(0.7, ge=0, le=1, description="its share of the final score")


class ModelSettings(_Section):
    """Which language model phrases the answer."""

    backend: BackendChoice = Field("auto", description="auto takes the first server that answers")
    context: int = Field(4096, ge=1024, description="tokens of context, constant in a session")
    evidence: int = Field(6, ge=1, le=50, description="sentences that a model is given at most")
    nli: str = Field("", description="folder of an NLI cross-encoder that judges too; empty: none")
    max_tokens: int = Field(160, ge=16, description="upper length of an answer, in tokens")
    temperature: float = Field(0, ge=0, description="0: always the most likely words")
    seed: int = Field(1, ge=0, description="where the temperature is above 0, the dice's start")
    timeout: float = Field(300, gt=0, description="seconds to wait for a model's next word")
    queue: int = Field(4, ge=0, description="answers that may wait for the model; more are refused")
    retries: int = Field(1, ge=0, description="how often a request that failed is sent again")
    ollama_host: str = Field(
        "http://127.0.0.1:11434", description="OLLAMA_HOST in the environment counts as well"
    )
    ollama_model: str = Field("", description="empty: the largest chat model that Ollama has")
    openai_url: str = Field("", description="an OpenAI-style server's address; empty: none")
    openai_model: str = Field("", description="empty: the first model that the server lists")
    openai_key: SecretStr = Field(
        SecretStr(""), description="sent as Bearer; from the environment alone"
    )
    embedded_model: str = Field(
        "qwen2.5-coder-1.5b", description="a bundled model's name, or the path of a GGUF file"
    )
    threads: int = Field(0, ge=0, description="threads of the embedded model; 0: one a core")

    @field_validator("openai_url")
    @classmethod
    def _is_address(cls, address: str) -> str:
        return _address(address, such_as="http://127.0.0.1:8080/v1")


class ServerSettings(_Section):
    """Where the page, the HTTP API and MCP listen, whom they serve, and what they tell of it."""

    host: str = Field("127.0.0.1", description="loopback unless told; beyond it keys are needed")
    port: int = Field(7860, ge=0, le=65535, description="0: any free port")
    runs: str = Field("runs", description="folder of the evaluation runs that the page shows")
    require_key: bool = Field(False, description="ask for a key on loopback as well")
    origins: tuple[str, ...] = Field((), description="web pages' origins that may use the API")
    requests_per_minute: int = Field(
        6000, ge=0, description="of one key, or of one address without keys; 0: no limit"
    )
    answers: int = Field(4, ge=1, description="answers that form at once")
    processes: int = Field(
        2, ge=1, description="processes that answer where no language model is needed"
    )
    waiting: int = Field(32, ge=0, description="answers that may wait; more are told to come again")
    grace: float = Field(20, ge=0, description="seconds that answers under way have at a stop")
    log: Literal["text", "json"] = Field("text", description="form of the log's lines")
    telemetry: str = Field(
        "", description="an OpenTelemetry collector's OTLP address; empty: nothing is sent"
    )

    @field_validator("telemetry")
    @classmethod
    def _is_address(cls, address: str) -> str:
        return _address(address, such_as="http://127.0.0.1:4317")


class Settings(BaseSettings):
    """All settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    reading: ReadingSettings = ReadingSettings()
    index: IndexSettings = IndexSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    model: ModelSettings = ModelSettings()
    server: ServerSettings = ServerSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment beat what `load_settings` passes in from the file."""
        return env_settings, init_settings


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The configuration {file} can't be read ({error}).", mend="Check the path of --config."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The configuration {file} is not TOML ({error}).",
            mend="Compare it with configs/default.toml.",
        ) from error


def _refuse_secrets(values: dict[str, Any]) -> None:
    for section, name in (("index", "chroma_token"), ("model", "openai_key")):
        given = values.get(section)
        if isinstance(given, dict) and given.get(name):
            raise SettingsError(
                f"The setting {section}.{name} is a secret, which has no place in a file.",
                mend=f"Give it in the environment, as DATELINE_{section.upper()}__{name.upper()}.",
            )


def load_settings(file: Path | None = None) -> Settings:
    """Read settings from `file` (TOML) and the environment. Raises SettingsError."""
    values = _read(file) if file else {}
    _refuse_secrets(values)
    host = os.environ.get("OLLAMA_HOST", "")
    if host:
        model = values.setdefault("model", {})
        if isinstance(model, dict):
            model["ollama_host"] = host
    try:
        return Settings(**values)
    except SourceError as error:  # a section given as one value instead of its settings
        raise SettingsError(
            f"A setting in the environment can't be read: {error}.",
            mend="Settings are named DATELINE_SECTION__NAME, as configs/default.toml lists them.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name} can't be used: {first['msg']}.",
            mend="configs/default.toml lists every setting.",
        ) from error
