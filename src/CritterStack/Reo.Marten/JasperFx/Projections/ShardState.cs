namespace JasperFx.Events.Projections;

/// <summary>How far one shard of a projection has come.</summary>
public class ShardState(string shardName, long sequence)
{
    public const string HighWaterMark = "HighWaterMark";

    public string ShardName { get; } = shardName;

    public long Sequence { get; } = sequence;

    public override string ToString() => $"{ShardName}: {Sequence}";
}
