using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Benchmarks;

/// <summary>
/// Exporting runs and importing them again, against YamlDotNet's bare emitter or parser and bare SQLite; and the memory that
/// importing a large file takes.
/// </summary>
internal static class DocumentBenchmark
{
    // What may be held, however large the file is.
    private const double MostHeld = 40;

    public static void Run(Options options, ResultTable table)
    {
        var file = Path.Combine(Places.Scratch, "documents.yaml");
        var folder = Path.Combine(Places.Scratch, "documents");
        Export(options, table, file, folder);
        Import(options, table, file);
        Hold(options, table);
        File.Delete(file);
    }

    private static void Export(Options options, ResultTable table, string file, string folder)
    {
        using var shell = NewShell("export.db");
        using var plain = new PlainStore(Path.Combine(Places.Scratch, "export-plain.db"));
        shell.Run($"1..{options.Bulk} | New-DhRun -Kind python+job:run -Label bench -Function python://bench/train:1 -Task python+job://bench/t1 -Spec @{{ parameters = @{{ n = 3; x = 0.1 }} }} > $null");
        plain.Insert(Enumerable.Range(0, options.Bulk).Select(_ => (Guid.NewGuid().ToString("N"), SampleDocument.Text)));
        var events = Events(new StringReader((string)shell.Run("Get-DhRun -First 1 | Export-DhRun -AsString")[0].BaseObject)).ToList();

        var (ours, floor) = Clock.Medians(Math.Min(options.Rounds, 3), () => shell.Run($"Get-DhRun | Export-DhRun -Path '{file}'"), () => Write(plain, events, file + ".plain"));
        File.Delete(file + ".plain");
        table.Add($"export {options.Bulk:N0} runs to one file", ours, floor, "ms", 2);

        (ours, floor) = Clock.Medians(
            Math.Min(options.Rounds, 3),
            () => shell.Run($"Get-DhRun | Export-DhRun -Path '{Empty(folder)}'"),
            () => WriteEach(plain, events, Empty(folder)));
        Directory.Delete(folder, recursive: true);
        table.Add($"export {options.Bulk:N0} runs to a folder", ours, floor, "ms", 2);
    }

    private static void Import(Options options, ResultTable table, string file)
    {
        var (ours, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < Math.Min(options.Rounds, 3); round++)
        {
            using var shell = NewShell("import.db");
            using var plain = new PlainStore(Path.Combine(Places.Scratch, "import-plain.db"));
            shell.Run("@{ kind = 'python+run' } | Import-DhRun > $null");
            ours.Add(Clock.Time(() => shell.Run($"Import-DhRun '{file}' > $null")));
            floor.Add(Clock.Time(() =>
            {
                var documents = Events(new StreamReader(file)).Count(part => part is DocumentStart);
                plain.Insert(Enumerable.Range(0, documents).Select(_ => (Guid.NewGuid().ToString("N"), SampleDocument.Text)));
            }));
            if (shell.Run("Get-DhRun").Count != options.Bulk + 1) throw new InvalidOperationException("Runs are missing.");
        }
        table.Add($"import {options.Bulk:N0} documents of one file", Clock.Median(ours), Clock.Median(floor), "ms", 2);
    }

    private static void Hold(Options options, ResultTable table) =>
        table.Add($"memory held while importing a file of {options.Megabytes:N0} MB, against {MostHeld:0} MB", Held(options.Megabytes), MostHeld, "MB", 1);

    // The largest heap seen after collections on the way, above what was there before.
    private static double Held(double megabytes)
    {
        var file = Path.Combine(Places.Scratch, "large.yaml");
        var text = new string('x', 50_000);
        var count = Math.Max((int)(megabytes * 1024 * 1024 / (2 * text.Length)), 10);
        using (var writer = new StreamWriter(file))
        {
            for (var i = 0; i < count; i++) writer.Write($"---\nkind: python+run\nid: r{i}\nspec:\n  t: {text}\n  u: |\n    {text}\n");
        }
        using var shell = NewShell("large.db");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = (long)shell.Run(
            $$"""
            $n = 0; $max = 0L
            Import-DhRun '{{file}}' | ForEach-Object { if (++$n % {{count / 5}} -eq 0) { $max = [Math]::Max($max, [GC]::GetTotalMemory($true)) } }
            $max
            """)[^1].BaseObject;
        File.Delete(file);
        return Math.Max(most - before, 0) / 1e6;
    }

    private static Shell NewShell(string name)
    {
        var store = Path.Combine(Places.Scratch, name);
        SampleDocument.Delete(store);
        return new Shell(store);
    }

    private static string Empty(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }

    private static IEnumerable<ParsingEvent> Events(TextReader text)
    {
        using (text)
        {
            for (var parser = new Parser(text); parser.MoveNext();) yield return parser.Current!;
        }
    }

    private static void Write(PlainStore plain, List<ParsingEvent> events, string file)
    {
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 64 * 1024);
        var emitter = new Emitter(writer, new EmitterSettings());
        emitter.Emit(new StreamStart());
        foreach (var _ in plain.Documents())
        {
            emitter.Emit(new DocumentStart(null, null, isImplicit: false));
            foreach (var part in events.Where(part => part is not (StreamStart or StreamEnd or DocumentStart))) emitter.Emit(part);
        }
        emitter.Emit(new StreamEnd());
    }

    private static void WriteEach(PlainStore plain, List<ParsingEvent> events, string folder)
    {
        var number = 0;
        foreach (var _ in plain.Documents())
        {
            using var writer = new StreamWriter(Path.Combine(folder, $"{number++}.yaml"), append: false, new UTF8Encoding(false), 64 * 1024);
            var emitter = new Emitter(writer, new EmitterSettings());
            foreach (var part in events) emitter.Emit(part);
        }
    }
}
