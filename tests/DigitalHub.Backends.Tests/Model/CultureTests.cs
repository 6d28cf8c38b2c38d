using System.Collections;
using System.Globalization;
using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>Turkish has another i, German a decimal comma, Arabic another calendar: nothing of the module may notice.</summary>
public class CultureTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    [InlineData("")]
    public void Nothing_depends_on_the_culture(string name)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);
        try
        {
            Assert.Equal("{\"n\":-1.5,\"b\":12345678901234567890,\"l\":-3}", JsonText.Write(JsonText.Parse("{\"n\":-1.5,\"b\":12345678901234567890,\"l\":-3}")));
            Assert.True(ValueMap.Same(-1.5, Reading.Value("-1.5")));
            Assert.True(ValueMap.Same(-3L, Reading.Value("-3")));
            Assert.Equal(
                "-1.5e3 is the number -1500.0 here; the Python SDK reads the text '-1.5e3'.",
                Assert.Single(Assert.Single(Reading.Text("v: -1.5e3\n")).Warnings).Message);
            Reading.Error("a: 1\na: 2\n", 2, 1);
            Assert.Equal("1,5", Reading.Value("1,5"));
            Assert.Equal(1L, Reading.Map("TITLE: 1\n")["title"]);

            var normal = ValueRules.NormalizeMap(
                new Hashtable
                {
                    ["f"] = -0.1f,
                    ["m"] = -1.5m,
                    ["d"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                    ["s"] = TimeSpan.FromMilliseconds(-1500),
                    [(object)-7] = new List<int> { -1 },
                },
                "spec");
            Assert.Equal("{\"-7\":[-1],\"d\":\"2026-01-02T03:04:05.0000000+00:00\",\"f\":-0.1,\"m\":-1.5,\"s\":\"-00:00:01.5000000\"}", JsonText.Write(normal));

            Assert.Equal(new DateTime(2026, 11, 24, 14, 51, 15, DateTimeKind.Utc).AddTicks(1_253_100), Timestamp.Parse("2026-11-24T14:51:15.125310083Z")!.Value.UtcDateTime);
            Assert.Equal("2026-11-24T14:51:15.5Z", Timestamp.Format(new DateTimeOffset(2026, 11, 24, 14, 51, 15, 500, TimeSpan.Zero)));
            Assert.True(Wildcard.Matches("TITLE*", "title-1"));
            Assert.False(Wildcard.Matches("TITLE*", "tıtle-1"));
            Assert.Equal("i-1", RunRules.Id("i-1"));
            Assert.Equal("ii", RunRules.Project("ii"));
            Assert.True(EntityKey.TryParse("store://ii/run/i+I:run/iI", out _));
            Assert.Equal("ImagePull", FakeBackend.Run("""{"status":{"state":"PENDING","pods":["IMAGEPULLBACKOFF"]}}""").Reason);
            Assert.Equal(["-1", "1.5"], FakeBackend.Run("""{"metadata":{"labels":[-1,1.5]}}""").Labels);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
