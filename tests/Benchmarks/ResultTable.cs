namespace DigitalHub.Benchmarks;

/// <summary>The figures: each is a ratio to a floor taken in the same run.</summary>
internal sealed class ResultTable
{
    private readonly List<(string What, double Ours, double Floor, string Unit, double? Bar)> _rows = [];

    public bool Failed { get; private set; }

    public void Add(string what, double ours, double floor, string unit, double? bar)
    {
        _rows.Add((what, ours, floor, unit, bar));
        Console.Error.WriteLine($"{what}: {ours:0.##} {unit}, floor {floor:0.##} {unit}, ratio {ours / floor:0.00}");
        if (bar is { } limit && ours / floor > limit) Failed = true;
    }

    public void Print()
    {
        Console.WriteLine("| what | module | floor | ratio | bar |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (what, ours, floor, unit, bar) in _rows)
        {
            Console.WriteLine($"| {what} | {ours:0.##} {unit} | {floor:0.##} {unit} | {ours / floor:0.00} | {(bar is null ? "" : $"{bar:0.##}")} |");
        }
    }
}
