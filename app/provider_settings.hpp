#pragma once

#include "app/setting_catalogue.hpp"
#include "app/settings.hpp"

#include <optional>
#include <string>

namespace baro {

/// Files that hold what neither the list of processes nor their environments should show.
struct ProviderFiles {
  std::string kakao_client_secret;
  std::string oidc_providers;
  std::string payments_key;
  std::string payments_webhook_secret;
  std::string storage_secret;
  std::string generation_key;
};

/// Other people's servers: who logs people in, takes their money, keeps their pictures and draws.
void add_providers(SettingCatalogue& settings, Settings& to, ProviderFiles& files);

/// Takes over what the files say. Nothing, or which setting is wrong.
std::optional<std::string> read_provider_files(const ProviderFiles& files, Settings& to);

/// Nothing, or which setting is wrong though its value is within its range; it shows no secret.
std::optional<std::string> provider_mistake(const Settings& settings);

} // namespace baro
