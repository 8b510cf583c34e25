"""The issuer's private key: makes, keeps and uses it. Signs a blinded message that it cannot read (RFC 9474, 4.3).

The arithmetic is libcrypto's, through `ctypes`: constant time, the base blinded, the CRT result checked, the
interpreter's lock released, one context for each signature so that threads share nothing but the key. Where libcrypto
cannot be loaded, GMP's constant-time power (`gmpy2`) is used with blinding of our own; where neither is there, signing
is refused in a sentence, for Python's own `pow` would tell its key by its time. Each signature is checked against the
public key before it leaves, so that a fault of the machine cannot give a factor away.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import secrets
from functools import cache
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from voting.errors import MalformedError, UnavailableError
from voting.evidence.blind_rsa import BITS, EXPONENT, IssuerKey
from voting.sentences import N_


class IssuerSecret:
    """An RSA-3072 private key that signs blinded messages and nothing else; it never shows itself in a `repr`."""

    __slots__ = ("_key", "_power", "public")

    def __init__(self, key: RSAPrivateKey) -> None:
        """`SignatureError` for a key that no issuer may use, `UnavailableError` where nothing can sign safely."""
        self.public = IssuerKey(key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
        self._key, self._power = key, open_power(key)

    def __repr__(self) -> str:
        return "IssuerSecret(…)"

    @classmethod
    def generate(cls) -> IssuerSecret:
        """A new key; takes about half a second."""
        return cls(generate_private_key(EXPONENT, BITS))

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None = None) -> IssuerSecret:
        """The key in PKCS #8 PEM; `MalformedError` for another kind of key or a wrong passphrase."""
        try:
            key = serialization.load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
            raise MalformedError(N_("A private key cannot be opened.")) from fault
        if not isinstance(key, RSAPrivateKey):
            raise MalformedError(N_("A private key is not of the kind RSA."))
        return cls(key)

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """PKCS #8 in PEM, encrypted if there is a passphrase."""
        lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        return self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)

    def sign_blinded(self, blinded: bytes) -> bytes:
        """The blind signature (384 bytes) over `blinded`; `MalformedError` for bytes that may not be signed."""
        self.public.check_blinded(blinded)
        signature = self._power.raise_to_d(blinded)
        self.public.check_blind_signature(blinded, signature)
        return signature


class Power(Protocol):
    """Whatever raises a number to the private exponent without telling it by its time."""

    def raise_to_d(self, number: bytes) -> bytes:
        """`number`^d mod n, both of the length of n."""


def open_power(key: RSAPrivateKey) -> Power:
    """libcrypto's arithmetic, or else GMP's, or else `UnavailableError`."""
    library = _libcrypto()
    if library is not None:
        return LibcryptoPower(library, key)
    try:
        return GmpPower(key)
    except ImportError as fault:
        raise UnavailableError(N_("Neither OpenSSL's libcrypto nor gmpy2 is here, and nothing else can sign a "
                                  "credential without betraying its key."),
                               next=N_("Install one of the two; the operator's handbook says how.")) from fault


class LibcryptoPower:
    """`EVP_PKEY_decrypt` without padding."""

    def __init__(self, library: ctypes.CDLL, key: RSAPrivateKey) -> None:
        """`MalformedError` if libcrypto does not take the key."""
        self._library, self._size = library, (key.key_size + 7) // 8
        der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
        start = ctypes.c_char_p(der)
        self._pkey = library.d2i_AutoPrivateKey(None, ctypes.byref(start), len(der))
        if not self._pkey:
            raise MalformedError(N_("A private key cannot be opened."))

    def __del__(self) -> None:
        if getattr(self, "_pkey", None):
            self._library.EVP_PKEY_free(self._pkey)

    def raise_to_d(self, number: bytes) -> bytes:
        """`number`^d mod n; `UnavailableError` if libcrypto gives up."""
        library, out = self._library, ctypes.create_string_buffer(self._size)
        length = ctypes.c_size_t(self._size)
        context = library.EVP_PKEY_CTX_new(self._pkey, None)
        try:
            done = (context and library.EVP_PKEY_decrypt_init(context) > 0
                    and library.EVP_PKEY_CTX_ctrl_str(context, b"rsa_padding_mode", b"none") > 0
                    and library.EVP_PKEY_decrypt(context, out, ctypes.byref(length), number, len(number)) > 0)
        finally:
            library.EVP_PKEY_CTX_free(context)
        if not done or length.value != self._size:
            library.ERR_clear_error()
            raise UnavailableError(N_("The credential could not be signed."))
        return out.raw


class GmpPower:
    """GMP's constant-time power by CRT; the base is blinded with a fresh factor each time."""

    def __init__(self, key: RSAPrivateKey) -> None:
        import gmpy2  # `ImportError` is the caller's

        numbers = key.private_numbers()
        self._gmp, self._size, self._n = gmpy2, (key.key_size + 7) // 8, numbers.public_numbers.n
        self._p, self._q = gmpy2.mpz(numbers.p), gmpy2.mpz(numbers.q)
        self._dp, self._dq, self._inverse = (gmpy2.mpz(each) for each in (numbers.dmp1, numbers.dmq1, numbers.iqmp))

    def raise_to_d(self, number: bytes) -> bytes:
        """`number`^d mod n."""
        power, n = self._gmp.powmod_sec, self._n
        factor = secrets.randbelow(n - 2) + 2
        blinded = int.from_bytes(number, "big") * pow(factor, EXPONENT, n) % n
        by_p, by_q = power(blinded % self._p, self._dp, self._p), power(blinded % self._q, self._dq, self._q)
        signed = by_q + (by_p - by_q) * self._inverse % self._p * self._q
        return int(signed * pow(factor, -1, n) % n).to_bytes(self._size, "big")


@cache
def _libcrypto() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("crypto")
    if name is None:
        return None
    try:
        library = ctypes.CDLL(name)  # a CDLL call releases the interpreter's lock
        pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
        for function, result, arguments in (
                ("d2i_AutoPrivateKey", pointer, [pointer, pointer, ctypes.c_long]),
                ("EVP_PKEY_free", None, [pointer]),
                ("EVP_PKEY_CTX_new", pointer, [pointer, pointer]),
                ("EVP_PKEY_CTX_free", None, [pointer]),
                ("EVP_PKEY_decrypt_init", ctypes.c_int, [pointer]),
                ("EVP_PKEY_CTX_ctrl_str", ctypes.c_int, [pointer, text, text]),
                ("EVP_PKEY_decrypt", ctypes.c_int, [pointer, pointer, pointer, text, size]),
                ("ERR_clear_error", None, [])):
            getattr(library, function).restype, getattr(library, function).argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library
