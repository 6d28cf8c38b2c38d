using System.Globalization;

namespace DigitalHub.Backends.Documents;

/// <summary>Where in a document a writer is, for errors; refuses what is nested too deep to be read again.</summary>
internal sealed class ValuePath
{
    private readonly Stack<object> _steps = new();

    /// <exception cref="InputException"><c>ValueInvalid</c>: too deep.</exception>
    public void Enter(object step)
    {
        _steps.Push(step);
        if (_steps.Count > ValueRules.MaxDepth)
        {
            throw Errors.Value(
                string.Create(CultureInfo.InvariantCulture, $"{Errors.Shorten(ToString())} is nested more than {ValueRules.MaxDepth} levels deep, which no document can hold."),
                Errors.Shorten(ToString()),
                "Give flatter values.");
        }
    }

    public void Leave() => _steps.Pop();

    /// <summary>A text that stands here.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: half of a surrogate pair.</exception>
    public string Checked(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : ValueRules.Text(text, ToString());

    /// <summary>Forgets where the writer was.</summary>
    public void Reset() => _steps.Clear();

    public override string ToString() =>
        string.Concat(_steps.Reverse().Select((step, i) => step switch
        {
            int index => string.Create(CultureInfo.InvariantCulture, $"[{index}]"),
            _ => i == 0 ? $"{step}" : $".{step}",
        }));
}
