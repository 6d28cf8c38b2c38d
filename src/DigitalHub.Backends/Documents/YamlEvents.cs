using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>The parser's events of a text, and its errors in our words.</summary>
internal sealed class YamlEvents
{
    private readonly SourceText _source;
    private readonly CancellationToken _stop;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Stack<ParsingEvent> _open = new();
    private readonly OldBreaks? _breaks;

    public YamlEvents(SourceText source, CancellationToken stop)
    {
        _source = source;
        _stop = stop;
        _breaks = OldBreaks.In(source.Text);
        _scanner = new Scanner(new StringReader(_breaks?.Hidden ?? source.Text), skipComments: true);
        _parser = new Parser(_scanner);
        Current = new StreamStart();
    }

    public ParsingEvent Current { get; private set; }

    /// <summary>How many maps and lists are open.</summary>
    public int Level => _open.Count;

    /// <summary>Whether the syntax is broken, so that no more events come.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the current event is a scalar with a character that breaks a line in YAML 1.1.</summary>
    public bool HasOldBreak { get; private set; }

    /// <summary>Where the current event begins.</summary>
    public int Index => IndexOf(Current.Start);

    /// <exception cref="DocumentException">The text is no YAML here.</exception>
    public ParsingEvent MoveNext()
    {
        _stop.ThrowIfCancellationRequested();
        try
        {
            if (!_parser.MoveNext()) return Current;
            Current = _parser.Current!;
            if (_breaks is not null && Current is Scalar scalar) Current = OldBreaks.Restore(scalar);
            HasOldBreak = Current != _parser.Current;
        }
        catch (YamlException exception)
        {
            throw Broken(exception.Start.Equals(Mark.Empty) ? _scanner.CurrentPosition : exception.Start, exception.Message, exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // On some broken texts the parser fails with exceptions of its own making, for example on half a surrogate pair.
            throw Broken(_scanner.CurrentPosition, "an escape, a tag or an indicator here makes no sense.", exception);
        }
        if (Current is MappingStart or SequenceStart) _open.Push(Current);
        else if (Current is MappingEnd or SequenceEnd && !_open.TryPop(out _)) throw NoValue();
        return Current;
    }

    /// <summary>Moves to the end of what is open above a level; gives up where no end is in sight.</summary>
    /// <exception cref="DocumentException">The text is no YAML here.</exception>
    public void SkipTo(int level)
    {
        while (Level > level && !IsBroken)
        {
            // The scanner takes longer for each token the deeper it is.
            if (Level > 2 * ValueRules.MaxDepth) IsBroken = true;
            else MoveNext();
        }
    }

    /// <summary>The error where a key or a value should begin and the parser, misled by a broken text, has another event.</summary>
    public DocumentException NoValue() => Broken(Current.Start, "a key or a value is missing.", null);

    private DocumentException Broken(Mark mark, string reason, Exception? exception)
    {
        IsBroken = true;
        var index = IndexOf(mark);
        if (_open.TryPeek(out var open) && open is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow } && IsAtEnd(index))
        {
            return _source.Error(IndexOf(open.Start), $"The text is no valid YAML: the '{_source.Text[IndexOf(open.Start)]}' here is not closed.", "Close the bracket.", exception);
        }
        var action = TabIndents(index)
            ? "Indent with blanks: YAML allows no tabs there."
            : "Check the indentation and the quotes around this place.";
        return _source.Error(index, $"The text is no valid YAML: {char.ToLowerInvariant(reason[0])}{reason[1..].Replace("  ", " ", StringComparison.Ordinal)}", action, exception);
    }

    private bool IsAtEnd(int index) => _source.Text.AsSpan(index).IsWhiteSpace();

    private bool TabIndents(int index)
    {
        var line = TextLines.Start(_source.Text, index);
        while (line < _source.Text.Length && _source.Text[line] == ' ') line++;
        return line < _source.Text.Length && _source.Text[line] == '\t';
    }

    private int IndexOf(Mark mark) => Math.Min((int)mark.Index, _source.Text.Length);
}
