// Who somebody is, and whether another site could have sent them.
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "daemon/serve/door/guard.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/pool.h"

namespace sluss::daemon::door {
namespace {

constexpr std::uint8_t reader = static_cast<std::uint8_t>(Role::reader);
constexpr std::uint8_t operator_and_reader = reader | static_cast<std::uint8_t>(Role::operator_);

TEST(Roles, AreWordsInATable) {
  EXPECT_EQ(*parse_roles("reader, operator"), operator_and_reader);
  EXPECT_EQ(*parse_roles("operator reader"), operator_and_reader);
  EXPECT_EQ(roles_text(operator_and_reader), "reader, operator");
  EXPECT_FALSE(parse_roles(""));
  EXPECT_FALSE(parse_roles("admin"));
  EXPECT_FALSE(parse_roles("reader;operator"));
}

TEST(Pool, AnExceptionEndsOneAnswerAndNotTheProgram) {
  std::promise<void> served;
  Pool pool(1, 4);
  ASSERT_TRUE(pool.submit([] { throw std::runtime_error("v\xE5rd"); }));
  ASSERT_TRUE(pool.submit([] { throw 1; }));
  ASSERT_TRUE(pool.submit([&] { served.set_value(); }));
  served.get_future().wait();
}

IdentityRules rules() {
  IdentityRules::Options options;
  options.own_user = 990;
  options.proxy = 33;
  options.local_groups = {{100, reader}, {101, operator_and_reader}};
  options.groups = {{"Drift", operator_and_reader}, {"CN=Läsare", reader}};
  return IdentityRules(options);
}

TEST(Identity, OfThisMachine) {
  const auto roles = [](uid_t user, std::vector<gid_t> groups) {
    return rules()
        .of({.local = true, .user = user, .groups = std::move(groups), .address = {}}, {{"anna"}, {"Drift"}})
        ->roles;
  };
  EXPECT_EQ(roles(0, {}), operator_and_reader);
  EXPECT_EQ(roles(990, {}), operator_and_reader);
  EXPECT_EQ(roles(54321, {100}), reader);
  EXPECT_EQ(roles(54321, {5, 100, 101}), operator_and_reader);
  EXPECT_EQ(roles(54321, {5}), 0);
  EXPECT_EQ(rules().of({.local = true, .user = 54321, .groups = {}, .address = {}}, {{"anna"}, {}})->name, "uid:54321");
}

TEST(Identity, OfTheProxysUsers) {
  const Peer proxy{.local = true, .user = 33, .groups = {101}, .address = {}};
  const auto known = rules().of(proxy, {{" anna "}, {"Alla,Drift", "CN=Läsare"}});
  EXPECT_EQ(known->name, "proxy:anna");
  EXPECT_EQ(known->roles, operator_and_reader);
  EXPECT_EQ(rules().of(proxy, {{"anna"}, {"drift", "Drift2"}})->roles, 0);
  EXPECT_EQ(rules().of(proxy, {}).error().status, 401);
  EXPECT_EQ(rules().of(proxy, {{"a", "b"}, {}}).error().status, 400);
  EXPECT_EQ(rules().of(proxy, {{"anonymous"}, {}}).error().status, 400);
  EXPECT_EQ(rules().of(proxy, {{"a\tb"}, {}}).error().status, 400);
}

/// Each way has names of its own, so that an entry is unmistakable.
TEST(Identity, WhoTheProxyNamesIsNobodyOfThisMachine) {
  const Peer proxy{.local = true, .user = 33, .groups = {}, .address = {}};
  for (const std::string name : {"root", "sluss", "powerbi", "1001"}) {
    const auto known = rules().of(proxy, {{name}, {"Drift"}});
    ASSERT_TRUE(known) << name;
    EXPECT_EQ(known->name, "proxy:" + name);
    EXPECT_EQ(way_of(known->name), "http");
    EXPECT_EQ(person_of(known->name), name);
  }
  for (const std::string name : {"local:root", "uid:0", "token:powerbi", "proxy:anna", "anonymous"})
    EXPECT_EQ(rules().of(proxy, {{name}, {"Drift"}}).error().code, "access.user_name") << name;
  for (const std::string name : {"local:root", "uid:0"}) EXPECT_EQ(way_of(name), "socket");
  for (const std::string name : {"token:powerbi", "anonymous"}) EXPECT_EQ(way_of(name), "http");
  EXPECT_EQ(person_of("token:powerbi"), "token:powerbi");
}

TEST(Identity, WhoeverTheKernelDoesNotKnowIsNobody) {
  IdentityRules::Options options;
  options.proxy = overflow_user;
  options.local_groups = {{overflow_user, reader}};
  const auto shown = IdentityRules(options).of(
      {.local = true, .user = overflow_user, .groups = {overflow_user}, .address = {}}, {{"anna"}, {"Drift"}});
  EXPECT_NE(shown->name, "anna");
  EXPECT_EQ(shown->roles, 0);
}

TEST(Identity, OverTheNetworkIsNobody) {
  EXPECT_EQ(rules().of({.address = "127.0.0.1"}, {{"anna"}, {"Drift"}}).error().status, 401);
  // The proxy's number means nothing when it does not come from the kernel.
  EXPECT_EQ(rules().of({.user = 33, .address = "127.0.0.1"}, {{"anna"}, {"Drift"}}).error().status, 401);
}

TEST(Guard, Hosts) {
  const Origins named{{"sluss.example.se"}, false, true};
  EXPECT_TRUE(check_host({"sluss.example.se:8470"}, named));
  EXPECT_TRUE(check_host({"127.0.0.1:8470"}, named));
  EXPECT_EQ(check_host({"evil.example"}, named).error().status, 421);
  EXPECT_EQ(check_host({}, named).error().status, 400);
  EXPECT_EQ(check_host({"localhost", "localhost"}, named).error().status, 400);
  EXPECT_FALSE(check_host({"localhost"}, {{"sluss.example.se"}, false, false}));
  EXPECT_TRUE(check_host({"whatever"}, {{}, true, false}));
  EXPECT_FALSE(check_host({"whatever"}, {{"sluss.example.se"}, true, false}));
  // The proxy speaks for browsers: it names a host, whatever names are configured.
  EXPECT_EQ(check_host({""}, {{}, true, false, true}).error().status, 400);
  EXPECT_EQ(check_host({"a b"}, {{}, true, false, true}).error().status, 400);
  EXPECT_TRUE(check_host({"sluss.example.se"}, {{}, true, false, true})) << "a warning of check, for one release";
  EXPECT_EQ(check_host({"evil.example"}, {{"sluss.example.se"}, true, false, true}).error().status, 421);
}

TEST(Guard, ChangesFromElsewhere) {
  const auto status = [](const ChangingRequest& change) {
    const auto checked = check_change(change);
    return checked ? 200 : checked.error().status;
  };
  const ChangingRequest form{.host = "a.se", .content_type = form_type, .has_body = true, .proof = Proof::proxy};
  EXPECT_EQ(status(form), 200);
  auto change = form;
  change.origin = {"https://a.se"};
  EXPECT_EQ(status(change), 200);
  change.host = "a.se:8443";
  EXPECT_EQ(status(change), 403);
  change.origin = {"https://b.se"};
  EXPECT_EQ(status(change), 403);
  change.origin = {"null"};
  EXPECT_EQ(status(change), 403);
  change = form;
  change.fetch_site = "cross-site";
  EXPECT_EQ(status(change), 403);
  change.fetch_site = "same-origin";
  EXPECT_EQ(status(change), 200);
  change = form;
  change.api = true;
  EXPECT_EQ(status(change), 415);
  change.content_type = "application/json";
  EXPECT_EQ(status(change), 200);
  const ChangingRequest bare{.host = "a.se", .api = true, .proof = Proof::token};
  EXPECT_EQ(status(bare), 200);
  change = bare;
  change.proof = Proof::proxy;
  EXPECT_EQ(status(change), 415);
}

TEST(Guard, FormTokensBelongToOnePersonAndOneStart) {
  const FormTokens tokens;
  const Identity anna{"anna", 1};
  EXPECT_TRUE(tokens.is_right(anna, tokens.of(anna)));
  EXPECT_FALSE(tokens.is_right({"bertil", 1}, tokens.of(anna)));
  EXPECT_FALSE(tokens.is_right(anna, ""));
  EXPECT_FALSE(FormTokens().is_right(anna, tokens.of(anna)));
  EXPECT_TRUE(needs_form_token(Proof::proxy, form_type));
  EXPECT_TRUE(needs_form_token(Proof::proxy, ""));
  EXPECT_FALSE(needs_form_token(Proof::proxy, json_type));
  EXPECT_FALSE(needs_form_token(Proof::token, form_type));
}

}  // namespace
}  // namespace sluss::daemon::door
