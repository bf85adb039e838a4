#include "actors/identity/password_actor.hpp"

#include <sodium/crypto_pwhash.h>

#include <array>

namespace baro {

namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 << 20;

} // namespace

PasswordActor::behavior_type PasswordState::make_behavior() {
  return {
    [](const HashPassword& command) -> caf::result<PasswordHash> {
      std::array<char, crypto_pwhash_STRBYTES> text;
      if (crypto_pwhash_str(text.data(), command.password.data(), command.password.size(), passes,
                            memory_bytes)
          != 0)
        return to_caf(Errc::overloaded, "no memory to hash a password");
      return PasswordHash{text.data()};
    },
    [](const VerifyPassword& command) {
      return crypto_pwhash_str_verify(command.hash.c_str(), command.password.data(),
                                      command.password.size())
             == 0;
    },
  };
}

} // namespace baro
