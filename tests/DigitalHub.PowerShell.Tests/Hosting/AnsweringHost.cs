using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation.Host;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A host where somebody answers the shell's questions, and keeps the lines that are shown.</summary>
internal sealed class AnsweringHost : QuietHost
{
    private readonly Person _person;

    public AnsweringHost(Func<string, int> answer)
        : this(new Person(answer))
    {
    }

    private AnsweringHost(Person person)
        : base(person) => _person = person;

    /// <summary>What was shown since this was last asked.</summary>
    public IReadOnlyList<string> Shown()
    {
        List<string> lines = [];
        while (_person.Lines.TryDequeue(out var line)) lines.Add(line);
        return lines;
    }

    private sealed class Person(Func<string, int> answer) : QuietInterface
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public override PSHostRawUserInterface? RawUI => null;

        // Yes, Yes to All, No, No to All.
        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => answer(message);

        public override void WriteLine(string value) => Lines.Enqueue(value);
    }
}
