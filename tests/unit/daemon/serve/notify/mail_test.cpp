// Addresses and the wire text of a mail. That others read it as it was meant is tested in integration_notify.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/serve/notify/mail.h"

namespace sluss::daemon::notify {
namespace {

TEST(Address, is_taken_as_people_write_it) {
  struct Case {
    const char* text;
    const char* name;
    const char* mailbox;
  };
  for (const auto& [text, name, mailbox] :
       {Case{"anna@sala.se", "", "anna@sala.se"}, Case{" <anna@sala.se> ", "", "anna@sala.se"},
        Case{"Anna Öberg <anna.oberg+sluss@sala.se>", "Anna Öberg", "anna.oberg+sluss@sala.se"},
        Case{"\"Öberg, Anna\" <a@xn--sla-ula.se>", "Öberg, Anna", "a@xn--sla-ula.se"},
        Case{"root@localhost", "", "root@localhost"}}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->name(), name);
    EXPECT_EQ(address->mailbox(), mailbox);
  }
}

TEST(Address, cannot_carry_anything_else) {
  for (const char* text : {"",
                           "anna",
                           "@sala.se",
                           "anna@",
                           "anna@sala.se\r\nBcc: x@y.se",
                           "anna@sala.se, bo@sala.se",
                           "anna @sala.se",
                           "anna@sala.se> RCPT TO:<bo@sala.se",
                           "<anna@sala.se",
                           "a@b@c.se",
                           "anna@-sala.se",
                           "anna@sala..se",
                           ".a@sala.se",
                           "a..b@sala.se",
                           "\"a b\"@sala.se",
                           "ånna@sala.se",
                           "anna@såla.se",
                           "anna@sala.se.",
                           "Anna \"x\" y <anna@sala.se>",
                           "Anna\n <anna@sala.se>",
                           "anna@[127.0.0.1]",
                           "a;b <anna@sala.se>>"}) {
    const auto address = Address::parse(text, "notify.to");
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, "notify.address");
    EXPECT_EQ(address.error().place.field, "notify.to");
    EXPECT_EQ(address.error().what.find('\n'), std::string::npos);
  }
  EXPECT_FALSE(Address::parse(std::string(65, 'a') + "@sala.se"));
  EXPECT_FALSE(Address::parse("a@" + std::string(64, 'a') + ".se"));
  EXPECT_EQ(parse_recipients({}).error().code, "notify.recipients");
  EXPECT_EQ(parse_recipients(std::vector<std::string>(51, "a@b.se")).error().code, "notify.recipients");
}

TEST(Mail, dates_are_rfc_5322) {
  EXPECT_EQ(date_header(core::parse_instant("2026-06-15T06:20:00Z").value()), "Mon, 15 Jun 2026 06:20:00 +0000");
  EXPECT_EQ(date_header(core::parse_instant("2024-02-29T23:59:59.999999Z").value()), "Thu, 29 Feb 2024 23:59:59 +0000");
  EXPECT_EQ(date_header({-1}), "Wed, 31 Dec 1969 23:59:59 +0000");
}

/// RFC 2045 §6.7: what may stand there, and how long lines may be; and the way back.
std::string decoded(const std::string& text) {
  std::string back;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find("\r\n", at);
    EXPECT_NE(end, std::string::npos);
    auto line = text.substr(at, end - at);
    EXPECT_LE(line.size(), 76U);
    EXPECT_FALSE(line.ends_with(' ') || line.ends_with('\t')) << line;
    const bool soft = line.ends_with('=');
    if (soft) line.pop_back();
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != '=') {
        EXPECT_TRUE(line[i] >= ' ' && line[i] < 0x7F);
        back += line[i];
        continue;
      }
      back += static_cast<char>(std::stoi(line.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
    if (!soft) back += '\n';
    at = end + 2;
  }
  return back;
}

TEST(Mail, quoted_printable_goes_both_ways) {
  for (int length = 60; length < 100; ++length) {
    const auto text =
        std::string(static_cast<std::size_t>(length), 'x') + "å =\t \n \n.\n" + std::string(200, ' ') + "\n";
    EXPECT_EQ(decoded(quoted_printable(text)), text);
  }
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    if (i != '\r' && i != '\n') bytes += static_cast<char>(i);
  EXPECT_EQ(decoded(quoted_printable(bytes)), bytes + "\n");
  EXPECT_EQ(quoted_printable("a\r\nb\rc"), "a\r\nb\r\nc\r\n");
  EXPECT_EQ(quoted_printable(""), "\r\n");
}

TEST(Mail, headers_fold_and_never_break_out) {
  EXPECT_EQ(header_text("Plain and short", 9), "Plain and short");
  EXPECT_EQ(header_text("Två", 9), "=?UTF-8?B?VHbDpQ==?=");
  EXPECT_EQ(header_text("a =?UTF-8?Q?b?=", 9), "=?UTF-8?B?YSA9P1VURi04P1E/Yj89?=") << "nobody else's encoded words";
  for (std::size_t length = 1; length < 300; ++length) {
    std::string text;
    while (text.size() < length) text += text.size() % 3 == 0 ? "ö" : text.size() % 7 == 0 ? " " : "\r\n";
    const auto header = "Subject: " + header_text(text, 9);
    for (std::size_t at = 0; at < header.size();) {
      const auto end = std::min(header.find("\r\n", at), header.size());
      EXPECT_LE(end - at, 76U) << header;
      if (at > 0) {
        EXPECT_EQ(header[at], ' ') << "a new line that is not a folded one";
      }
      at = end + 2;
    }
  }
  const auto folded = header_text(std::string(30, 'a') + " " + std::string(40, 'b') + " c", 9);
  EXPECT_EQ(folded, std::string(30, 'a') + "\r\n " + std::string(40, 'b') + " c");
}

TEST(Mail, is_the_same_text_for_the_same_mail) {
  const Mail mail{.from = Address::parse("Sluss <sluss@sala.se>").value(),
                  .to = parse_recipients({"Anna Öberg <anna@sala.se>", "bo@sala.se"}).value(),
                  .subject = "Två serier väntar på granskning",
                  .text = "Hej å\n\xFF\r\nslut",
                  .date = core::parse_instant("2026-06-15T06:20:00Z").value()};
  EXPECT_EQ(wire_text(mail),
            "Date: Mon, 15 Jun 2026 06:20:00 +0000\r\n"
            "From: Sluss\r\n <sluss@sala.se>\r\n"
            "To: =?UTF-8?B?QW5uYSDDlmJlcmc=?=\r\n <anna@sala.se>,\r\n bo@sala.se\r\n"
            "Message-ID: " +
                message_id(mail) +
                "\r\n"
                "Subject: =?UTF-8?B?VHbDpSBzZXJpZXIgdsOkbnRhciBww6UgZ3JhbnNrbmluZw==?=\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=UTF-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n"
                "Content-Language: sv\r\n"
                "Auto-Submitted: auto-generated\r\n"
                "\r\n"
                "Hej =C3=A5\r\n=EF=BF=BD\r\nslut\r\n");
  auto other = mail;
  EXPECT_EQ(message_id(other), message_id(mail));
  other.text += "!";
  EXPECT_NE(message_id(other), message_id(mail));
  EXPECT_THAT(message_id(mail), ::testing::MatchesRegex("<[0-9a-f]{32}@sala[.]se>"));
}

}  // namespace
}  // namespace sluss::daemon::notify
