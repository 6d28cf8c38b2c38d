using System.Globalization;
using DigitalHub.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- [--runs N] [--bulk N] [--megabytes N] [--rounds N] [--minutes N] [--bars on|off] [--only NAME]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [FollowBenchmark.Serve])
{
    await FollowBenchmark.ServeAsync();
    return 0;
}
var options = Options.Parse(args);
var table = new ResultTable();
if (options.Wants("import")) ImportBenchmark.Run(options, table);
if (options.Wants("create")) CreateBenchmark.Run(options, table);
if (options.Wants("remove")) RemoveBenchmark.Run(options, table);
if (options.Wants("documents")) DocumentBenchmark.Run(options, table);
if (options.Wants("core")) CoreBenchmark.Run(options, table);
if (options.Wants("wait")) WaitBenchmark.Run(options, table);
if (options.Wants("follow")) FollowBenchmark.Measure(table);
if (options.Asks("soak")) SoakBenchmark.Run(options, table);
if (options.Wants("list") || options.Wants("crowded"))
{
    using var store = FilledStore.Open(options);
    if (options.Wants("list"))
    {
        FirstPageBenchmark.Run(store, options, table);
        StreamBenchmark.Run(store, options, table);
    }
    if (options.Wants("crowded")) CrowdedBenchmark.Run(store, options, table);
}
table.Print();
return options.Bars && table.Failed ? 1 : 0;
