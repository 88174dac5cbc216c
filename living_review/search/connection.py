"""Asking a source over HTTP: politely, in its pace, and again where a fault may pass."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from living_review.evidence import keys
from living_review.search.failures import SearchError

Read = TypeVar("Read")


@dataclass(frozen=True)
class Request:
    """What is asked of a source, apart from who asks.

    Parameters
    ----------
    path : str
        Below the address of the source.
    parameters : tuple of pairs
        Names and values, in the order in which they are sent.
    by_post : bool
        Whether they are sent as a form, since a long list is refused as part of an address.
    absent : bytes
        Words with which the source says, with the status 404, that it has no such record: these
        are an answer. Any other 404 is a failure, as of an address that is wrong.
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    by_post: bool = False
    absent: bytes = b""

    @property
    def key(self) -> str:
        """Digest of what is asked, the same on every machine."""
        return keys.digest_of(self.path, json.dumps(self.parameters))


@dataclass(frozen=True)
class Patience:
    """How often a source is asked, and how long it is waited for, in seconds.

    ``pace`` multiplies every pause and wait; a test against a server of its own sets it to 0.
    """

    attempts: int = 5
    attempts_without_network: int = 3
    first_wait: float = 1.0
    longest_wait: float = 120.0
    timeout: float = 60.0
    pace: float = 1.0


class Connection:
    """A source that is asked one question at a time.

    Parameters
    ----------
    address : str
        Where the source answers, with a slash at its end.
    pause : float
        Least seconds from one answer to the next question.
    identity : dict
        Parameters that say who asks.
    agent : str
        Name and version of the program that asks.
    patience : Patience
        How often and how long.
    """

    def __init__(
        self,
        address: str,
        pause: float,
        identity: dict[str, str],
        agent: str,
        patience: Patience,
    ):
        self.pause, self.identity, self.patience = pause, identity, patience
        self.client = httpx2.Client(
            base_url=address, headers={"User-Agent": agent}, timeout=patience.timeout
        )
        self._answered = float("-inf")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def ask(self, request: Request, read: Callable[[bytes], Read]) -> tuple[bytes, Read]:
        """The bytes of an answer, and what a function reads in them.

        Parameters
        ----------
        request : Request
            What is asked.
        read : callable
            From bytes to what they say; raises `SearchError` where they say that the search
            failed. As long as that may pass, the source is asked again.

        Raises
        ------
        SearchError
            If the source can't be reached, refuses, or sends what can't be read, at last.
        """
        retrying = Retrying(
            stop=self._has_asked_enough,
            wait=self._wait,
            retry=retry_if_exception(lambda e: isinstance(e, SearchError) and e.passes),
            reraise=True,
        )
        return retrying(self._once, request, read)

    def _once(self, request: Request, read: Callable[[bytes], Read]) -> tuple[bytes, Read]:
        earliest = self._answered + self.pause * self.patience.pace
        time.sleep(max(0.0, earliest - time.monotonic()))
        try:
            response = self._send(request)
        finally:
            self._answered = time.monotonic()
        self._follow_rate(response.headers)
        if not _says_absent(request, response):
            _check_status(response)
        return response.content, read(response.content)

    def _send(self, request: Request) -> httpx2.Response:
        sent = [*request.parameters, *self.identity.items()]
        try:
            if request.by_post:
                return self.client.post(request.path, data=dict(sent))
            return self.client.get(request.path, params=sent)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise SearchError("no network", "could not be reached", True) from None
        except (httpx2.RequestError, httpx2.InvalidURL):
            said = "broke off before its answer was complete"
            raise SearchError("cut off", said, True) from None

    def _follow_rate(self, headers: httpx2.Headers):
        """Slow down to the rate that an answer states (Crossref does)."""
        limit = headers.get("x-rate-limit-limit", "")
        interval = headers.get("x-rate-limit-interval", "").removesuffix("s")
        if limit.isdigit() and interval.isdigit() and int(limit):
            self.pause = max(self.pause, int(interval) / int(limit))

    def _has_asked_enough(self, state: RetryCallState) -> bool:
        failure = state.outcome.exception()
        unreachable = isinstance(failure, SearchError) and failure.kind == "no network"
        most = self.patience.attempts_without_network if unreachable else self.patience.attempts
        return state.attempt_number >= most

    def _wait(self, state: RetryCallState) -> float:
        failure = state.outcome.exception()
        if isinstance(failure, SearchError) and failure.wait is not None:
            if failure.wait > self.patience.longest_wait:
                said = f"asks to be left alone for {failure.wait:.0f} seconds; try again later"
                raise SearchError(failure.kind, said)
            return failure.wait * self.patience.pace
        backoff = wait_random_exponential(self.patience.first_wait, self.patience.longest_wait)
        return backoff(state) * self.patience.pace


def _says_absent(request: Request, response: httpx2.Response) -> bool:
    said = response.content.strip()
    return bool(request.absent) and response.status_code == 404 and said == request.absent


def _check_status(response: httpx2.Response):
    status = response.status_code
    if status == 200:
        return
    wait = seconds_to_wait(response.headers.get("retry-after", ""))
    if status == 429:
        said = "says that it was asked too often (status 429)"
        raise SearchError("too many requests", said, True, wait)
    if status >= 500:
        raise SearchError("server error", f"answered with status {status}", True, wait)
    raise SearchError("refused", f"refused the question with status {status}")


def seconds_to_wait(written: str) -> float | None:
    """Seconds of a header *Retry-After*, which says them or names a moment; None if it is no such.

    Examples
    --------
    >>> seconds_to_wait("7"), seconds_to_wait("Wed, 21 Oct 2015 07:28:00 GMT"), seconds_to_wait("")
    (7.0, 0.0, None)
    """
    if written.isdigit():
        return float(written)
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
