namespace DigitalHub.Backends.Documents;

/// <summary>A text that is read no further when it is stopped, whatever is looked for in it.</summary>
internal sealed class StoppableText(TextReader text, CancellationToken stop) : TextReader
{
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        stop.ThrowIfCancellationRequested();
        return text.Read(buffer);
    }
}
