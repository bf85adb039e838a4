#pragma once

#include "protocol/identity.hpp"

namespace baro {

/// Somebody, as a login provider knows them.
struct OauthPerson {
  std::string provider; // KAKAO, or a name from the settings
  std::string subject;  // whom the provider means, for good; unique with that provider only
  std::optional<std::string> email; // lower case
  bool email_verified = false;      // the provider has seen to it that it is theirs
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(OauthPerson, (), (provider, subject, email, email_verified, name))

/// What somebody shows who has logged in at a provider: an access token, or the code for one.
struct OauthProof {
  std::string provider;
  std::optional<std::string> access_token;
  std::optional<std::string> authorization_code;
  std::optional<std::string> redirect_uri; // with a code: where the provider has sent it
};
BOOST_DESCRIBE_STRUCT(OauthProof, (), (provider, access_token, authorization_code, redirect_uri))

/// Asks the provider whose proof it is, and whether it was meant for this shop.
struct IdentifyPerson {
  OauthProof proof;
};
BOOST_DESCRIBE_STRUCT(IdentifyPerson, (), (proof))

/// Logs in whom a provider vouches for. The first time makes an account.
struct LogInByOauth {
  OauthProof proof;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(LogInByOauth, (), (proof, user_agent))

// For the user store.

/// Finds the account of somebody, or makes one. Of two at once only one makes it, and both get it.
struct EnterByOauth {
  UserId user; // of the account, if there is none yet
  OauthPerson person;
};
BOOST_DESCRIBE_STRUCT(EnterByOauth, (), (user, person))

struct OauthEntered {
  Profile profile;
  bool is_new = false;
};
BOOST_DESCRIBE_STRUCT(OauthEntered, (), (profile, is_new))

} // namespace baro
