#pragma once
// What pages and API read from, as a test gives it.

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "daemon/serve/api/house.h"

namespace sluss::daemon {

class FakeHouse final : public api::House {
 public:
  struct Answers {
    std::function<std::shared_ptr<const settings::Settings>()> settings;
    std::function<core::Result<std::unique_ptr<warehouse::Reader>>(bool with_models, std::stop_token stop)> reader;
    std::function<std::string()> revision;
    std::function<core::Result<api::Failures>()> failures;
    std::filesystem::path downloads;
  };
  FakeHouse(const core::Clock& the_clock, core::Files& the_files, Answers answers)
      : House(the_clock, the_files), answers_(std::move(answers)) {}

  [[nodiscard]] std::shared_ptr<const settings::Settings> settings() const override { return answers_.settings(); }
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models,
                                                                        std::stop_token stop) const override {
    return answers_.reader(with_models, std::move(stop));
  }
  [[nodiscard]] std::string revision() const override { return answers_.revision(); }
  [[nodiscard]] core::Result<api::Failures> failures() const override { return answers_.failures(); }
  [[nodiscard]] core::Result<std::string> deliveries(std::int64_t /*limit*/) const override { return "[]"; }
  [[nodiscard]] std::filesystem::path downloads() const override { return answers_.downloads; }

 private:
  Answers answers_;
};

}  // namespace sluss::daemon
