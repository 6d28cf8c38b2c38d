using System.Collections.Specialized;
using System.Numerics;
using System.Text;
using System.Text.Json;
using DigitalHub.Backends.Documents;
using YamlDotNet.Core;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>How documents look when they are written.</summary>
public class WriterTests
{
    private const string Run =
        """
        {"key":"store://demo/run/python+job:run/a:a","extensions":[],"status":{"state":"CREATED"},"spec":{"task":"python+job://demo/t",
         "parameters":{"n":3,"f":0.1,"one":1.0,"big":12345678901234567890,"exp":1e-7,"t":"yes","q":"012","d":"2026-01-01","multi":"line one\nline two\n",
         "u":"Ünïcödé ☃ 😀","nested":{"a":[1,{},[],[[2]]]},"bool":true,"nothing":null,"colon":"a: b","hash":"# no comment","star":"*x","empty":"","n ":"a\u0007b"}},
         "metadata":{"created":"2026-11-24T15:00:42.103Z","labels":["a","é"]},"user":"anonymous","name":"a","id":"a","project":"demo","kind":"python+job:run"}
        """;

    [Fact]
    public void Yaml_of_a_run() =>
        Assert.Equal(
            """
            kind: python+job:run
            project: demo
            id: a
            name: a
            metadata:
              created: '2026-11-24T15:00:42.103Z'
              labels:
                - a
                - é
            spec:
              task: python+job://demo/t
              parameters:
                'n': 3
                f: 0.1
                one: 1.0
                big: 12345678901234567890
                exp: 1.0e-07
                t: 'yes'
                q: '012'
                d: '2026-01-01'
                multi: |
                  line one
                  line two
                u: "Ünïcödé ☃ \U0001F600"
                nested:
                  a:
                    - 1
                    - {}
                    - []
                    - - - 2
                bool: true
                nothing: null
                colon: 'a: b'
                hash: '# no comment'
                star: '*x'
                empty: ''
                'n ': "a\ab"
            status:
              state: CREATED
            key: store://demo/run/python+job:run/a:a
            extensions: []
            user: anonymous

            """,
            Writing.Yaml(Document(Run)));

    [Fact]
    public void Json_of_runs() =>
        Assert.Equal(
            """
            [
              {
                "kind": "python+run",
                "spec": {
                  "a": [
                    1,
                    1.0e-07,
                    {}
                  ],
                  "t": "😀\n\u0085\u2028\u007f\"\\"
                }
              },
              {
                "id": "b"
              }
            ]

            """,
            Writing.Json(Document("""{"spec":{"a":[1,1e-7,{}],"t":"😀\n\u0085\u2028\u007f\"\\"},"kind":"python+run"}"""), Document("""{"id":"b"}""")));

    [Fact]
    public void One_document_is_no_list_and_none_is_an_empty_one()
    {
        Assert.Equal("{\n  \"id\": \"b\"\n}\n", Writing.Json(Document("""{"id":"b"}""")));
        Assert.Equal("[]\n", Writing.Json());
        Assert.Equal(string.Empty, Writing.Yaml());
    }

    [Fact]
    public void Documents_are_apart() =>
        Assert.Equal("id: a\n---\nid: b\n--- {}\n", Writing.Yaml(Document("""{"id":"a"}"""), Document("""{"id":"b"}"""), Document("{}")));

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e20, "1.0e+20")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(1e-7, "1.0e-07")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5.0e-324")]
    public void Floating_point_numbers(double number, string text) => Assert.Equal(text, Writing.Value(number));

    [Theory]
    [InlineData("a\n", "|\n  a")]
    [InlineData("a", "a")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\n\n", "|+\n  a")]
    [InlineData("def f():\n    return 1\n", "|\n  def f():\n      return 1")]
    [InlineData("all:\n\tgcc x.c\n", "|\n  all:\n  \tgcc x.c")]
    [InlineData(" a\nb", "\" a\\nb\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("a\r\nb", "\"a\\r\\nb\"")]
    [InlineData("a\n  \nb", "\"a\\n  \\nb\"")]
    public void Lines(string text, string written) => Assert.Equal(written, Writing.Value(text).TrimEnd('\n'));

    [Fact]
    public void A_long_line_stays_one() => Assert.DoesNotContain('\n', Writing.Value(string.Join(' ', Enumerable.Repeat("word", 2000))));

    /// <summary>Made with PyYAML 6.0.3: each text of <see cref="TrickyTexts"/> with the tag that its resolver gives it where it stands plain.</summary>
    [Fact]
    public void Nothing_stands_plain_that_PyYaml_takes_for_something_else()
    {
        var rows = JsonSerializer.Deserialize<string[][]>(File.ReadAllText(Path.Combine(Reading.DataFolder, "pyyaml-tricky.json")))!;
        Assert.Equal(TrickyTexts.All.Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.All(rows.Where(row => row[1] != "str"), row => Assert.NotEqual(ScalarStyle.Plain, WrittenText.OfKey(row[0])));
    }

    [Fact]
    public void What_no_text_can_hold_is_named()
    {
        var digits = ValueMap.From([new("spec", ValueMap.From([new("n", new object[] { 1L, BigInteger.Pow(10, 4300) })]))]);
        var half = ValueMap.From([new("spec", ValueMap.From([new("t", "a\ud83d")]))]);
        foreach (var format in Enum.GetValues<DocumentFormat>())
        {
            Assert.StartsWith("spec.n[1] is an integer of more than 4300 digits", Refused(format, digits).Message, StringComparison.Ordinal);
            Assert.StartsWith("The text in spec.t has half of a surrogate pair (U+D83D)", Refused(format, half).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sdk-export.yaml")]
    [InlineData("sdk-export-2.yaml")]
    [InlineData("dhcli-get.yaml")]
    [InlineData("dhcli-get.json")]
    [InlineData("dhcli-list.yaml")]
    [InlineData("console-export.yaml")]
    public void What_other_clients_wrote_is_written_without_loss(string file)
    {
        var documents = Reading.Data("clients", file).Select(result => result.Document!).ToList();
        foreach (var format in Enum.GetValues<DocumentFormat>())
        {
            var results = Reading.Text(Writing.Text(format, documents), format == DocumentFormat.Json ? "x.json" : "x.yaml");
            Assert.All(results, result => Assert.Empty(result.Warnings));
            Assert.Equal(documents.Select(document => JsonText.Write(Cases.Ordered(document))), results.Select(result => JsonText.Write(result.Document)));
        }
    }

    [Fact]
    public void A_text_in_utf16_is_continued_in_utf8()
    {
        var existing = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("id: é")).ToArray();

        Assert.Equal("id: é\n---\nid: b\n", Writing.Text(DocumentFormat.Yaml, [Document("""{"id":"b"}""")], existing, "x.yaml"));
    }

    [Theory]
    [InlineData("", "id: b\n")]
    [InlineData("\n \n", "\n \nid: b\n")]
    [InlineData("# a comment", "# a comment\n---\nid: b\n")]
    [InlineData("id: a\n...\n", "id: a\n...\n---\nid: b\n")]
    [InlineData("- id: a\n", "- id: a\n---\nid: b\n")]
    public void Yaml_is_continued(string existing, string text) =>
        Assert.Equal(text, Writing.Text(DocumentFormat.Yaml, [Document("""{"id":"b"}""")], Encoding.UTF8.GetBytes(existing), "x.yaml"));

    [Theory]
    [InlineData("{")]
    [InlineData("[{\"id\":\"a\"}, 1]")]
    [InlineData("1")]
    public void Json_that_is_none_is_not_continued(string existing)
    {
        var error = Assert.Throws<DocumentException>(() => Writing.Text(DocumentFormat.Json, [Document("""{"id":"b"}""")], Encoding.UTF8.GetBytes(existing), "x.json"));

        Assert.StartsWith("x.json:1:", error.Message, StringComparison.Ordinal);
    }

    private static InputException Refused(DocumentFormat format, OrderedDictionary document)
    {
        var error = Assert.Throws<InputException>(() => Writing.Text(format, [document]));
        Assert.Equal("ValueInvalid", error.ErrorId);
        return error;
    }

    private static OrderedDictionary Document(string json) => (OrderedDictionary)JsonText.Parse(json)!;
}
