using System.Security.Cryptography;

namespace DigitalHub;

/// <summary>Ids and names as core makes them: 32 hex digits; adjective-animal (contract 2.1).</summary>
internal static class NameGenerator
{
    private static readonly string[] Adjectives =
    [
        "able", "amber", "ample", "azure", "basic", "bold", "brave", "bright", "brisk", "calm", "clean", "clear", "clever", "cool",
        "coral", "crisp", "daring", "deep", "eager", "early", "easy", "equal", "exact", "fair", "fast", "fine", "firm", "fleet",
        "fond", "free", "fresh", "full", "gentle", "glad", "golden", "good", "grand", "great", "green", "happy", "hardy", "honest",
        "ideal", "jolly", "keen", "kind", "large", "light", "lively", "lucky", "major", "mellow", "merry", "mild", "modern", "neat",
        "new", "nimble", "noble", "open", "outer", "patient", "plain", "polite", "prime", "proud", "pure", "quick", "quiet", "rapid",
        "rare", "ready", "real", "rich", "robust", "royal", "safe", "sharp", "silent", "simple", "smart", "smooth", "snug", "solid",
        "sound", "stable", "steady", "still", "strong", "subtle", "sunny", "super", "sure", "swift", "tidy", "true", "upper", "valid",
        "vast", "vital", "vivid", "warm", "wide", "wise", "witty", "young",
    ];

    private static readonly string[] Animals =
    [
        "ant", "badger", "bat", "bear", "beaver", "bee", "beetle", "bison", "boar", "bobcat", "buffalo", "camel", "cat", "cheetah",
        "cobra", "condor", "cougar", "cow", "coyote", "crab", "crane", "crow", "deer", "dingo", "dog", "dolphin", "donkey", "dove",
        "duck", "eagle", "eel", "egret", "elk", "falcon", "ferret", "finch", "fox", "frog", "gazelle", "gecko", "giraffe", "goat",
        "goose", "gopher", "gull", "hare", "hawk", "heron", "horse", "ibex", "ibis", "iguana", "jackal", "jaguar", "kestrel", "kiwi",
        "koala", "lamb", "lark", "lemur", "leopard", "lion", "llama", "lynx", "magpie", "marten", "mole", "moose", "mouse", "mule",
        "newt", "ocelot", "octopus", "orca", "otter", "owl", "ox", "panda", "parrot", "pelican", "penguin", "pigeon", "pony",
        "puffin", "puma", "quail", "rabbit", "raven", "robin", "salmon", "seal", "shark", "sheep", "shrew", "sloth", "snail",
        "sparrow", "spider", "squid", "stork", "swan", "tapir", "tiger", "toad", "trout", "turtle", "viper", "walrus", "wasp",
        "weasel", "whale", "wolf", "wombat", "wren", "yak", "zebra",
    ];

    public static string Id() => Guid.NewGuid().ToString("N");

    public static string Name() =>
        $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]}-{Animals[RandomNumberGenerator.GetInt32(Animals.Length)]}";
}
