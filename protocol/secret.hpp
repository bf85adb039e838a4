#pragma once

#include <sodium/crypto_hash_sha256.h>

#include <string>
#include <string_view>

namespace baro {

/// SHA-256 (FIPS 180-4), 32 bytes. The edge hashes what a cookie says, whoever keeps sessions what
/// was given out: both have to mean the same.
inline std::string sha256(std::string_view text) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hash;
}

} // namespace baro
