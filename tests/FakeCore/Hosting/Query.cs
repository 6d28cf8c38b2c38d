namespace DigitalHub.FakeCore.Hosting;

/// <summary>Parameters of a query or a form. A plus stands for a blank, so a kind has to be encoded (contract, surprise 17).</summary>
internal sealed class Query
{
    private readonly List<(string Name, string Value)> _parameters = [];

    public Query(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('&'))
        {
            var part = text[range];
            if (!part.IsEmpty)
            {
                var equals = part.IndexOf('=');
                _parameters.Add(equals < 0 ? (Decode(part), "") : (Decode(part[..equals]), Decode(part[(equals + 1)..])));
            }
        }
    }

    /// <summary>The values of a parameter, in one text as Spring joins them; null where there is none.</summary>
    public string? this[string name]
    {
        get
        {
            string? value = null;
            foreach (var parameter in _parameters)
            {
                if (parameter.Name == name)
                {
                    value = value is null ? parameter.Value : $"{value},{parameter.Value}";
                }
            }
            return value;
        }
    }

    public IEnumerable<string> All(string name) => _parameters.Where(parameter => parameter.Name == name).Select(parameter => parameter.Value);

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
