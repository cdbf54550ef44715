"""The client of the third reader: one article, one answer, from any server that speaks the OpenAI chat API.

Only the host of the address is asked: redirects are not followed. Time, bytes and tokens of an answer are bounded, and nothing of it is believed
(`classify.reader.quotes`). The package `openai` is imported when a server is asked.
"""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from classify.reader.prompt import answer_schema, messages
from classify.reader.quotes import NonsenseAnswer, read_answer
from records.errors import QorganError
from records.i18n import tr
from records.model import Article, ReaderAnswer

# Bytes of an answer, and of the explanation of a refusal.
_LARGEST, _LARGEST_REFUSAL = 256 * 1024, 8 * 1024
_REASON = 200
# Refusals that concern one article. All others concern the server: keys, address, load.
_OF_ONE_TEXT = frozenset({400, 413, 422})


class ReaderUnavailable(QorganError):
    """The server cannot be asked now: unreachable, slow, overloaded, or refusing the key. It ends the asking of this run.

    `tokens` is what the question may have cost all the same.
    """

    def __init__(self, reason: str, tokens: int = 0) -> None:
        super().__init__(tr("QORGAN_READER does not answer: {reason}").format(reason=_one_line(reason)))
        self.tokens = tokens


class ReaderNonsense(QorganError):
    """The answer on this article is unusable, or the server refuses it. The other articles are asked about."""

    def __init__(self, reason: str, tokens: int = 0) -> None:
        super().__init__(tr("the third reader's answer is not understood: {reason}").format(reason=_one_line(reason)))
        self.tokens = tokens


@dataclass(frozen=True)
class ReaderServer:
    """A server, its model, the key (empty: none), and what one answer may take: seconds in all, and tokens."""

    address: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 60.0
    tokens: int = 1500


def most_tokens(server: ReaderServer, article: Article) -> int:
    """Return what an answer can cost at most: a token has at least one character."""
    return sum(len(message["content"]) for message in messages(article)) + server.tokens


def ask_reader(server: ReaderServer, article: Article, regions: Collection[str]) -> ReaderAnswer:
    """Return the third reader's opinion of an article. Raises ReaderUnavailable and ReaderNonsense."""
    most = most_tokens(server, article)
    try:
        body = asyncio.run(asyncio.wait_for(_body(server, article, regions), server.seconds))
    except TimeoutError as error:
        raise ReaderUnavailable(tr("no answer within {n} s").format(n=round(server.seconds)), most) from error
    try:
        reply = json.loads(body)
        choice = reply["choices"][0]
        content, ended = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise ReaderNonsense(tr("no answer of the OpenAI chat API"), most) from error
    tokens = _tokens(reply, most)
    if ended == "length":
        raise ReaderNonsense(tr("it was cut off after {n} tokens").format(n=server.tokens), tokens)
    if not isinstance(content, str):
        raise ReaderNonsense(tr("no answer of the OpenAI chat API"), tokens)
    try:
        return read_answer(content, article, article.lang, regions, tokens)
    except NonsenseAnswer as error:
        raise ReaderNonsense(str(error), tokens) from error


async def _body(server: ReaderServer, article: Article, regions: Collection[str]) -> bytes:
    """Return the bytes of the answer, asked in the way that the server takes."""
    schema = {"name": "article", "strict": True, "schema": answer_schema(article.lang, regions)}
    asked: dict[str, Any] = {
        "model": server.model,
        "messages": messages(article),
        "max_tokens": server.tokens,
        "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    while True:
        try:
            return await _once(server, asked)
        except _RefusedError as refusal:
            # Servers differ in what they take: what one refuses by name is said otherwise, or left out.
            if "max_tokens" in asked and "max_completion_tokens" in refusal.reason:
                asked["max_completion_tokens"] = asked.pop("max_tokens")
            elif name := next((name for name in ("temperature", "response_format") if name in asked and name in refusal.reason), None):
                del asked[name]
            else:
                raise ReaderNonsense(refusal.reason) from refusal


class _RefusedError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def _once(server: ReaderServer, asked: dict[str, Any]) -> bytes:
    try:
        import openai
    except ImportError as error:
        raise ReaderUnavailable(tr("the package openai is missing; install the extra `reader`")) from error

    class Refused(openai.OpenAIError):
        """A status that is no answer. Of its own errors alone the client passes those of this class on unchanged."""

        def __init__(self, status: int, reason: str) -> None:
            super().__init__(reason)
            self.status, self.reason = status, reason

    async def refuse(response: Any) -> None:
        # Before the client reads the explanation of an error, which may be endless.
        if response.status_code != 200:
            raise Refused(response.status_code, f"HTTP {response.status_code}: {_explained(await _read(response, _LARGEST_REFUSAL, cut=True))}")

    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=server.seconds, event_hooks={"response": [refuse]})
    async with openai.AsyncOpenAI(
        api_key=server.key or "none", base_url=server.address, timeout=server.seconds, max_retries=0, http_client=http
    ) as client:
        # From variables of other programs.
        client.organization = client.project = None
        try:
            async with client.chat.completions.with_streaming_response.create(**asked, extra_headers={"Accept-Encoding": "identity"}) as response:
                return await _read(response.http_response, _LARGEST)
        except Refused as refusal:
            if refusal.status in _OF_ONE_TEXT:
                raise _RefusedError(refusal.reason) from refusal
            raise ReaderUnavailable(refusal.reason) from refusal
        except openai.OpenAIError as error:
            raise ReaderUnavailable(str(error.__cause__ or error) or type(error).__name__) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise ReaderUnavailable(str(error) or type(error).__name__) from error


async def _read(response: Any, most: int, *, cut: bool = False) -> bytes:
    """Return the body as it was sent, at most so many bytes: the rest is cut off, or the answer is refused."""
    body: bytes = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > most:
            if cut:
                break
            raise ReaderNonsense(tr("the answer is too long"))
    return body[:most]


def _explained(body: bytes) -> str:
    """Return why a server refuses, in its words."""
    try:
        reply = json.loads(body)
        error = reply.get("error", reply)
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return body.decode("utf-8", "replace")


def _tokens(reply: dict[str, Any], most: int) -> int:
    """Return what the server says that it cost; the most that it can have cost where it says nothing that can be true."""
    usage = reply.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and 0 < total <= most else most


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())[:_REASON]
