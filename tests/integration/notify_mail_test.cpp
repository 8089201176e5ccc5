// Mail, to a server that takes it, refuses it, stalls, drops it or is not there.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stop_token>
#include <thread>
#include <utility>

#include "notify_fixture.h"

#include "daemon/serve/notify/send_mail.h"

namespace sluss::daemon::notify {
namespace {

using namespace std::chrono_literals;
using core::ErrorClass;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const password = "Losenord-for-posten-7";

Mail letter(const std::vector<std::string>& to) {
  return {.from = Address::parse("Sluss i Sala <sluss@sala.example.se>").value(),
          .to = parse_recipients(to).value(),
          .subject = "Nya uppgifter: fyra av era nyckeltal har fått nya värden, två har reviderats",
          .text = "Nöjdhet hemtjänst\n.\n.. en rad som börjar med punkt\nFrom någon\n" + std::string(500, 'x') + "å\n",
          .date = at("2026-06-15T06:20:00Z")};
}

MailServer plain(const tests::ServerProcess& process) {
  return {.host = "127.0.0.1",
          .port = static_cast<std::uint16_t>(process.port()),
          .security = MailSecurity::none,
          .connect_timeout = 5s,
          .total_timeout = 10s};
}

TEST(Mail, arrives_as_it_was_written) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder()});
  const auto mail = letter({"Anna Öberg <anna@sala.example.se>", "bo@sala.example.se"});
  const auto sent = send_mail(plain(process), mail);
  ASSERT_TRUE(sent) << core::describe(sent.error());
  EXPECT_THAT(sent->accepted, ElementsAre("anna@sala.example.se", "bo@sala.example.se"));
  const auto taken = post.taken();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0]["to"], nlohmann::json::array({"anna@sala.example.se"}));
  EXPECT_EQ(taken[1]["to"], nlohmann::json::array({"bo@sala.example.se"}));
  EXPECT_EQ(taken[0]["peer"], taken[1]["peer"]) << "one connection";
  EXPECT_EQ(taken[0]["from"], "sluss@sala.example.se");
  EXPECT_EQ(taken[0]["hello"], "sala.example.se");
  EXPECT_EQ(taken[0]["defects"], nlohmann::json::array());
  EXPECT_EQ(taken[0]["body"].get<std::string>(), mail.text);
  EXPECT_EQ(taken[0]["bytes"], taken[1]["bytes"]);
  const auto& headers = taken[0]["headers"];
  EXPECT_EQ(headers["Subject"], mail.subject);
  EXPECT_EQ(headers["To"], "Anna Öberg <anna@sala.example.se>, bo@sala.example.se");
  EXPECT_EQ(headers["Date"], "Mon, 15 Jun 2026 06:20:00 +0000");
  EXPECT_EQ(headers["Message-ID"], message_id(mail));
}

TEST(Mail, has_no_header_but_ours_whatever_the_texts_hold) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder()});
  auto mail = letter({"anna@sala.example.se"});
  mail.subject = "Hej\r\nBcc: alla@example.se\r\n\r\nen annan text\nX: 1";
  mail.text =
      std::string("rad\r\n.\r\nMAIL FROM:<x@example.se>\r\n\rensam") + '\0' + "noll \xff\xfe\n\nBcc: alla@example.se";
  const auto sent = send_mail(plain(process), mail);
  ASSERT_TRUE(sent) << core::describe(sent.error());
  const auto taken = post.taken();
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0]["to"].size(), 1U);
  EXPECT_EQ(taken[0]["names"],
            nlohmann::json::array({"Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type",
                                   "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"}));
  EXPECT_EQ(taken[0]["headers"]["Subject"], "Hej  Bcc: alla@example.se    en annan text X: 1");
  EXPECT_EQ(taken[0]["defects"], nlohmann::json::array());
}

TEST(Mail, goes_by_starttls_with_user_and_password) {
  const Post post;
  post.make_certificate();
  const tests::ServerProcess process("smtp_server.py",
                                     {"--folder", post.folder(), "--certificate", post.file("server.pem"), "--key",
                                      post.file("server.key"), "--user", std::string("sluss:") + password});
  auto server = plain(process);
  server.security = MailSecurity::starttls;
  server.user = "sluss";
  server.password = core::Secret(password);
  const auto mail = letter({"anna@sala.example.se"});

  const auto stranger = send_mail(server, mail);
  ASSERT_FALSE(stranger) << "nobody vouches for its certificate";
  EXPECT_EQ(stranger.error().code, "notify.tls");
  EXPECT_EQ(stranger.error().error_class, ErrorClass::config);

  server.ca_file = post.file("server.pem");
  const auto sent = send_mail(server, mail);
  ASSERT_TRUE(sent) << core::describe(sent.error());
  ASSERT_EQ(post.taken().size(), 1U);
  EXPECT_EQ(post.taken()[0]["tls"], true);
  EXPECT_EQ(post.taken()[0]["authenticated"], true);

  server.password = core::Secret("Fel-losenord-for-posten");
  const auto denied = send_mail(server, mail);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "notify.denied");
  EXPECT_THAT(core::describe(denied.error()), Not(HasSubstr("Fel-losenord")));
}

TEST(Mail, goes_by_tls_from_the_start) {
  const Post post;
  post.make_certificate();
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder(), "--tls", "--certificate",
                                                        post.file("server.pem"), "--key", post.file("server.key")});
  auto server = plain(process);
  server.security = MailSecurity::tls;
  server.ca_file = post.file("server.pem");
  const auto sent = send_mail(server, letter({"anna@sala.example.se"}));
  ASSERT_TRUE(sent) << core::describe(sent.error());
  EXPECT_EQ(post.taken().at(0)["tls"], true);

  server.host = "localhost";
  EXPECT_EQ(send_mail(server, letter({"anna@sala.example.se"})).error().code, "notify.tls") << "another name";
}

TEST(Mail, is_not_sent_in_the_clear_when_tls_is_required) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder()});
  auto server = plain(process);
  server.security = MailSecurity::starttls;
  const auto failed = send_mail(server, letter({"anna@sala.example.se"}));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "notify.tls");
  EXPECT_THAT(failed.error().remedy, HasSubstr("STARTTLS"));
  server.security = MailSecurity::none;
  server.host = "mail.sala.example.se";
  server.user = "sluss";
  server.password = core::Secret(password);
  EXPECT_EQ(send_mail(server, letter({"anna@sala.example.se"})).error().code, "notify.insecure");
  EXPECT_TRUE(post.taken().empty());
}

TEST(Mail, reaches_the_others_when_one_is_refused) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder()});
  const auto sent = send_mail(plain(process), letter({"refused@sala.example.se", "anna@sala.example.se",
                                                      "later@sala.example.se", "bo@sala.example.se"}));
  ASSERT_TRUE(sent) << core::describe(sent.error());
  EXPECT_THAT(sent->accepted, ElementsAre("anna@sala.example.se", "bo@sala.example.se"));
  ASSERT_EQ(sent->refused.size(), 2U);
  EXPECT_EQ(sent->refused[0].mailbox, "refused@sala.example.se");
  EXPECT_EQ(sent->refused[0].error.code, "notify.refused");
  EXPECT_EQ(sent->refused[0].error.error_class, ErrorClass::config);
  EXPECT_THAT(sent->refused[0].error.what, HasSubstr("550"));
  EXPECT_EQ(sent->refused[1].error.code, "notify.refused");
  EXPECT_EQ(sent->refused[1].error.error_class, ErrorClass::transient);

  const auto nobody = send_mail(plain(process), letter({"refused@sala.example.se"}));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, "notify.refused");
  auto mail = letter({"anna@sala.example.se"});
  mail.from = Address::parse("nobody@sala.example.se").value();
  EXPECT_EQ(send_mail(plain(process), mail).error().code, "notify.refused");
}

struct Fault {
  const char* name;
  const char* code;
  ErrorClass error_class;
};

TEST(Mail, fails_with_a_cause_when_the_server_does) {
  for (const auto& [name, code, error_class] :
       {Fault{"stall", "notify.timeout", ErrorClass::transient},
        Fault{"stall_data", "notify.timeout", ErrorClass::transient},
        Fault{"drop", "notify.reset", ErrorClass::transient}, Fault{"full", "notify.refused", ErrorClass::transient},
        Fault{"poison", "notify.refused", ErrorClass::config},
        Fault{"chatter", "notify.reset", ErrorClass::transient}}) {
    SCOPED_TRACE(name);
    const Post post;
    const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder(), "--fault", name});
    auto server = plain(process);
    server.total_timeout = 300ms;
    server.total_timeout = 1s;
    const auto begun = std::chrono::steady_clock::now();
    const auto failed = send_mail(server, letter({"anna@sala.example.se", "bo@sala.example.se"}));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, code) << core::describe(failed.error());
    EXPECT_EQ(failed.error().error_class, error_class);
    EXPECT_FALSE(failed.error().remedy.empty());
    EXPECT_EQ(failed.error().place.file, "127.0.0.1:" + std::to_string(process.port()));
    EXPECT_TRUE(post.taken().empty());
  }
}

TEST(Mail, is_sent_when_the_server_has_taken_it_even_if_it_says_no_more) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder(), "--fault", "stall_quit"});
  auto server = plain(process);
  server.total_timeout = 1s;
  const auto begun = std::chrono::steady_clock::now();
  const auto sent = send_mail(server, letter({"anna@sala.example.se", "bo@sala.example.se"}));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  ASSERT_TRUE(sent) << core::describe(sent.error());
  EXPECT_EQ(sent->accepted.size(), 2U);
  EXPECT_EQ(post.taken().size(), 2U);
}

TEST(Mail, fails_at_once_when_nobody_listens) {
  const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);  // bound and not listening: refused for certain
  ASSERT_GE(taken, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const MailServer server{.host = "127.0.0.1", .port = ntohs(address.sin_port), .security = MailSecurity::none};
  const auto failed = send_mail(server, letter({"anna@sala.example.se"}));
  close(taken);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "notify.connect");
  EXPECT_EQ(failed.error().error_class, ErrorClass::transient);
}

TEST(MailServer, is_tried_without_a_mail) {
  const Post post;
  post.make_certificate();
  const tests::ServerProcess process("smtp_server.py",
                                     {"--folder", post.folder(), "--certificate", post.file("server.pem"), "--key",
                                      post.file("server.key"), "--user", std::string("sluss:") + password});
  const auto sender = Address::parse("Sluss i Sala <sluss@sala.example.se>").value();
  auto server = plain(process);
  server.security = MailSecurity::starttls;
  server.user = "sluss";
  server.password = core::Secret(password);
  const auto stranger = try_mail_server(server, sender);
  ASSERT_FALSE(stranger) << "nobody vouches for its certificate";
  EXPECT_EQ(stranger.error().code, "notify.tls");

  server.ca_file = post.file("server.pem");
  const auto check = try_mail_server(server, sender);
  ASSERT_TRUE(check) << core::describe(check.error());
  EXPECT_TRUE(check->signed_in);

  server.password = core::Secret("Fel-losenord-for-posten");
  const auto denied = try_mail_server(server, sender);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "notify.denied");
  EXPECT_THAT(core::describe(denied.error()), Not(HasSubstr("Fel-losenord")));

  server.user.clear();
  const auto unnamed = try_mail_server(server, sender);
  ASSERT_TRUE(unnamed) << core::describe(unnamed.error());
  EXPECT_FALSE(unnamed->signed_in);
  EXPECT_TRUE(post.taken().empty());
}

TEST(MailServer, that_offers_less_than_is_required_is_reported) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder()});
  const auto sender = Address::parse("sluss@sala.example.se").value();
  auto server = plain(process);
  server.user = "sluss";
  server.password = core::Secret(password);
  const auto check = try_mail_server(server, sender);
  ASSERT_TRUE(check) << core::describe(check.error());
  EXPECT_FALSE(check->signed_in) << "it has no AUTH";
  server.security = MailSecurity::starttls;
  const auto plain_only = try_mail_server(server, sender);
  ASSERT_FALSE(plain_only);
  EXPECT_EQ(plain_only.error().code, "notify.tls");
  server.host = "user@host";
  EXPECT_EQ(try_mail_server(server, sender).error().code, "notify.request");
  EXPECT_TRUE(post.taken().empty());
}

TEST(MailServer, that_falls_silent_is_waited_for_no_longer_than_its_time) {
  const auto sender = Address::parse("sluss@sala.example.se").value();
  for (const auto& [name, code] :
       {std::pair{"stall", "notify.timeout"}, std::pair{"chatter", "notify.reset"}, std::pair{"stall_quit", ""}}) {
    SCOPED_TRACE(name);
    const Post post;
    const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder(), "--fault", name});
    auto server = plain(process);
    server.total_timeout = 1s;
    const auto check = try_mail_server(server, sender);
    EXPECT_EQ(check ? "" : check.error().code, code);
    if (!check) {
      EXPECT_EQ(check.error().place.file, "127.0.0.1:" + std::to_string(process.port()));
    }
  }
}

TEST(Mail, stops_when_it_is_asked_to) {
  const Post post;
  const tests::ServerProcess process("smtp_server.py", {"--folder", post.folder(), "--fault", "stall"});
  auto server = plain(process);
  server.total_timeout = 60s;
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  const auto begun = std::chrono::steady_clock::now();
  const auto failed = send_mail(server, letter({"anna@sala.example.se"}), stop.get_token());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "notify.cancelled");
  EXPECT_EQ(failed.error().error_class, ErrorClass::cancelled);
}

TEST(Mail, refuses_settings_that_would_say_more_than_they_should) {
  for (const char* host : {"", "host/../x", "a b", "host\r\nRCPT TO:<x>", "user@host"}) {
    MailServer server{.host = host};
    EXPECT_EQ(send_mail(server, letter({"anna@sala.example.se"})).error().code, "notify.request") << host;
    server.host = "127.0.0.1";
    server.hello = *host == 0 ? "a?b" : host;
    EXPECT_EQ(send_mail(server, letter({"anna@sala.example.se"})).error().code, "notify.request") << host;
  }
}

}  // namespace
}  // namespace sluss::daemon::notify
