namespace DigitalHub.Benchmarks;

internal static class SampleDocument
{
    /// <summary>About what a run's document looks like in the store.</summary>
    public const string Text = """
        {"kind":"python+job:run","project":"bench","id":"0123456789abcdef0123456789abcdef","name":"brave-otter","key":"store://bench/run/python+job:run/0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef","user":"somebody","metadata":{"project":"bench","name":"brave-otter","version":"lucky-mole","created":"2026-07-20T09:49:18.123Z","updated":"2026-07-20T09:49:18.123Z","created_by":"somebody","updated_by":"somebody","labels":["bench"]},"spec":{"task":"python+job://bench/t1","function":"python://bench/train:1","parameters":{"n":3,"x":0.1}},"status":{"state":"CREATED"},"extensions":[]}
        """;

    public static void Delete(string store)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(store + suffix);
    }
}
