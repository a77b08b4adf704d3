using System.Runtime.CompilerServices;

namespace Wolverine.Runtime.Handlers;

/// <summary>Publishes what a handler returned: nothing, a message, several in a tuple or a sequence, or the answer to an invocation.</summary>
internal static class CascadingMessages
{
    public static async ValueTask PublishAsync(object? result, MessageContext context)
    {
        switch (result)
        {
            case null:
                break;
            case ITuple tuple when result.GetType().IsValueType:
                for (var i = 0; i < tuple.Length; i++)
                    await PublishAsync(tuple[i], context);
                break;
            case not null when context.TryAnswer(result):
                break;
            case ISendMyself self:
                await self.ApplyAsync(context);
                break;
            case IEnumerable<object> messages:
                foreach (var message in messages)
                    await PublishAsync(message, context);
                break;
            case IAsyncEnumerable<object> messages:
                await foreach (var message in messages)
                    await PublishAsync(message, context);
                break;
            default:
                await context.PublishAsync(result);
                break;
        }
    }
}
