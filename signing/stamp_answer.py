"""Is this answer of a time-stamping authority the one to our question? (RFC 3161, 2.4.2)"""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto is not typed.

from asn1crypto import cms, tsp


def check_answer(request_der: bytes, answer_der: bytes) -> None:
    """Nothing, where the answer grants a token over what was sent, with its nonce.

    The token's own signature is verified with the file that it goes into.

    Raises:
        ValueError: a rejection, or an answer to something else; the text says which.
    """
    try:
        problem = _problem(
            tsp.TimeStampReq.load(request_der, strict=True),
            tsp.TimeStampResp.load(answer_der, strict=True),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("the answer is no time-stamp response") from error
    if problem:
        raise ValueError(problem)


def _problem(request: tsp.TimeStampReq, answer: tsp.TimeStampResp) -> str:
    status = answer["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        why = answer["status"]["fail_info"].native
        return f"refused: {status} {', '.join(sorted(why)) if why else ''}".rstrip()
    token = answer["time_stamp_token"]
    if token["content_type"].native != "signed_data":
        return "the answer holds no token"
    signed: cms.SignedData = token["content"]
    content = signed["encap_content_info"]
    info: tsp.TSTInfo = content["content"].parsed
    if content["content_type"].native != "tst_info" or not isinstance(info, tsp.TSTInfo):
        return "the token holds no time"
    if info["message_imprint"].native != request["message_imprint"].native:
        return "the token is over something else"
    return "" if info["nonce"].native == request["nonce"].native else "the nonce is not ours"
