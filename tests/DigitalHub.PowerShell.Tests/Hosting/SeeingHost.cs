using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A host with a screen, which somebody looks at.</summary>
internal sealed class SeeingHost : QuietHost
{
    private readonly Terminal _terminal;

    public SeeingHost()
        : this(new Terminal())
    {
    }

    private SeeingHost(Terminal terminal)
        : base(terminal) => _terminal = terminal;

    /// <summary>The bars that were shown, in order.</summary>
    public ConcurrentQueue<ProgressRecord> Progress => _terminal.Progress;

    private sealed class Terminal : QuietInterface
    {
        public ConcurrentQueue<ProgressRecord> Progress { get; } = new();

        public override PSHostRawUserInterface RawUI { get; } = new Screen();

        public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Enqueue(record);
    }

    private sealed class Screen : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(80, 25);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => new(80, 25);

        public override Size MaxWindowSize => new(80, 25);

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(80, 25);

        public override string WindowTitle { get; set; } = string.Empty;

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => new BufferCell[0, 0];

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
        {
        }

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
        {
        }

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
        {
        }
    }
}
